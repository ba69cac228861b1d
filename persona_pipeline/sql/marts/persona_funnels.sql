with steps as (
    select unnest(['session', 'view', 'cart', 'checkout', 'payment', 'purchase']) as step, unnest([0, 1, 2, 3, 4, 5]) as step_number
)
select
    cast($as_of as date) as as_of,
    z.persona_id,
    s.step_number::integer as step_number,
    s.step,
    case when h.persona_id is null then coalesce(r.y, 0)::bigint end as sessions,
    case when h.persona_id is null and p.persona_id is null then coalesce(r.hit_people, 0)::bigint end as people,
    case when h.persona_id is null and s.step_number > 0 then round(r.ratio, 6) end as kept_share,
    case when h.persona_id is null and s.step_number > 0 then round(r.low, 6) end as low,
    case when h.persona_id is null and s.step_number > 0 then round(r.high, 6) end as high,
    case when h.persona_id is null and s.step_number > 0 then (r.m - r.y)::bigint end as lost_sessions,
    case when h.persona_id is null and p.persona_id is null and s.step_number > 0 then r.lost_people::bigint end as lost_people,
    case when h.persona_id is null and f.persona_id is null then round(r.y / a.y, 6) end as of_all
from journey_sizes as z
cross join steps as s
left join journey_ranges as r on r.family = 'funnel' and r.figure = s.step and r.persona_id = z.persona_id
left join journey_ranges as a on a.family = 'funnel' and a.figure = 'session' and a.persona_id = z.persona_id
left join journey_hidden as h on h.family = 'funnel' and h.figure = s.step and h.persona_id = z.persona_id
left join journey_hidden as p on p.family = 'funnel people' and p.figure = s.step and p.persona_id = z.persona_id
left join journey_hidden as f on f.family = 'funnel' and f.figure = 'session' and f.persona_id = z.persona_id
order by z.persona_id, s.step_number
