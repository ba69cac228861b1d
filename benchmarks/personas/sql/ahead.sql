-- Buyers of the window with their scores, persona and target group, and what they bought in the 90 days after.
select
    r.customer_key,
    r.r_score,
    r.f_score,
    r.m_score,
    m.persona_id,
    g.group_id,
    coalesce(sum(o.net_amount) filter (where o.order_type = 'sale'), 0)::double as spend,
    count(o.order_id) filter (where o.order_type = 'sale') > 0 as came_back
from marts.rfm_segments as r
inner join marts.persona_members as m on m.as_of = r.as_of and m.customer_key = r.customer_key
inner join group_members as g on g.customer_key = r.customer_key
left join core.orders as o
    on o.identity_key = r.customer_key and o.business_day > $as_of and o.business_day <= $until
where r.as_of = $as_of
group by all
order by r.customer_key
