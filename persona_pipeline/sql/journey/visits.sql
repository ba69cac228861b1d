-- The sessions of members in the window.
select
    k.member,
    k.persona_id,
    k.sampled,
    s.business_day,
    s.started_at,
    s.entry,
    s.channel,
    s.depth,
    s.bounced,
    s.path,
    coalesce(s.business_day > k.first_order_day, false) as after_purchase
from core.journey_sessions as s
inner join journey_keys as k on k.identity_key = s.identity_key
where s.business_day between $first_day and $as_of
