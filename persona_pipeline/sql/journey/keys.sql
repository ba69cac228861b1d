-- Whose each identifier is, of tonight's members.
select i.identity_key, m.member, m.persona_id, m.first_order_day, m.sampled
from core.identities as i
inner join journey_members as m on m.customer_key = i.customer_key
union all
select m.customer_key as identity_key, m.member, m.persona_id, m.first_order_day, m.sampled
from journey_members as m
where m.customer_key not in (select identity_key from core.identities)
