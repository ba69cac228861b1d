-- What lies between two steps is told where both are.
with steps as (
    select unnest(['session', 'view', 'cart', 'checkout', 'payment', 'purchase']) as step, unnest([0, 1, 2, 3, 4, 5]) as step_number
),

judged as (
    select
        z.persona_id, s.step_number, s.step, r.m, r.y, r.ratio, r.low, r.high, r.hit_people, r.lost_people,
        h.persona_id is null as told,
        h.persona_id is null and p.persona_id is null as people_told
    from journey_sizes as z
    cross join steps as s
    left join journey_ranges as r on r.family = 'funnel' and r.figure = s.step and r.persona_id = z.persona_id
    left join journey_hidden as h on h.family = 'funnel' and h.figure = s.step and h.persona_id = z.persona_id
    left join journey_hidden as p on p.family = 'funnel people' and p.figure = s.step and p.persona_id = z.persona_id
),

placed as (
    select
        *,
        told and lag(told) over steps_of as both_told,
        people_told and lag(people_told) over steps_of as both_people_told,
        case when told and first_value(told) over steps_of then y / first_value(y) over steps_of end as of_all
    from judged
    window steps_of as (partition by persona_id order by step_number)
)

select
    cast($as_of as date) as as_of,
    persona_id,
    step_number::integer as step_number,
    step,
    case when told then coalesce(y, 0)::bigint end as sessions,
    case when people_told then coalesce(hit_people, 0)::bigint end as people,
    case when both_told then round(ratio, 6) end as kept_share,
    case when both_told then round(low, 6) end as low,
    case when both_told then round(high, 6) end as high,
    case when both_told then (m - y)::bigint end as lost_sessions,
    case when both_people_told then lost_people::bigint end as lost_people,
    round(of_all, 6) as of_all
from placed
order by persona_id, step_number
