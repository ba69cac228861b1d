-- A rate from which a step would follow that marts.persona_funnels does not tell goes with it. journey_targets holds persona.yaml's
-- targets, '' for all personas; without one the level of all members stands in.
with rates as (
    select
        unnest(['product_view_rate', 'cart_rate', 'checkout_completion', 'checkout_completion', 'conversion']) as kpi,
        unnest(['view', 'cart', 'checkout', 'purchase', 'purchase']) as step
),

hidden as (
    select figure as kpi, persona_id from journey_hidden where family = 'kpi'
    union
    select r.kpi, h.persona_id
    from journey_hidden as h
    inner join rates as r on r.step = h.figure
    where h.family = 'funnel'
),

told as (
    select r.*
    from journey_ranges as r
    anti join hidden as h on h.kpi = r.figure and h.persona_id = r.persona_id
    where r.family = 'kpi'
),

aimed as (
    select
        z.persona_id,
        k.phase,
        k.kpi,
        k.unit,
        k.better,
        r.ratio,
        r.low,
        r.high,
        case when p.persona_id is null then r.people end as people,
        coalesce(o.target, s.target, case when z.persona_id <> 'all' then e.ratio end) as target,
        case
            when o.target is not null then 'persona'
            when s.target is not null then 'shop'
            when z.persona_id <> 'all' and e.ratio is not null then 'level'
        end as target_from
    from journey_sizes as z
    cross join journey_kpis as k
    left join told as r on r.figure = k.kpi and r.persona_id = z.persona_id
    left join told as e on e.figure = k.kpi and e.persona_id = 'all'
    left join journey_hidden as p
        on p.family = 'funnel people' and p.figure = 'checkout' and p.persona_id = z.persona_id and k.kpi = 'checkout_completion'
    left join journey_targets as o on o.kpi = k.kpi and o.persona_id = z.persona_id
    left join journey_targets as s on s.kpi = k.kpi and s.persona_id = ''
)

select
    cast($as_of as date) as as_of,
    persona_id,
    phase,
    kpi,
    unit,
    better,
    round(ratio, 6) as value,
    round(low, 6) as low,
    round(high, 6) as high,
    people as n,
    round(target, 6) as target,
    target_from,
    case
        when ratio is null then 'unknown'
        when target is null then 'open'
        when (better = 'up' and low >= target) or (better = 'down' and high <= target) then 'met'
        when (better = 'up' and high < target) or (better = 'down' and low > target) then 'missed'
        else 'open'
    end as state
from aimed
order by persona_id, phase, kpi
