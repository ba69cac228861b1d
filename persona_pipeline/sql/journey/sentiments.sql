-- Mean, interval and n of what people feel, per persona, touchpoint, origin and window. The level that a touchpoint is held against is
-- that of all members over all touchpoints; to recommend the shop is asked on a scale of its own and has a level of its own.
with sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        touchpoint,
        origin,
        this_window,
        count(*) as n,
        cast(sum(feeling) as double) as total,
        cast(sum(cast(feeling * feeling as decimal(18, 6))) as double) as squares
    from journey_feelings
    group by grouping sets ((persona_id, touchpoint, origin, this_window), (touchpoint, origin, this_window))
),

means as (
    select
        *,
        total / n as mean,
        case when n > 1 then greatest((squares - total * total / n) / (n - 1), 0) / n end as variance,
        1.959964 + case when n > 1 then 2.372271 / (n - 1) + 2.822500 / ((n - 1) * (n - 1)) else 0 end as width
    from sums
    where persona_id is not null
)

select
    now.persona_id,
    now.touchpoint,
    now.origin,
    now.n,
    now.mean,
    greatest(now.mean - now.width * sqrt(now.variance), -1) as low,
    least(now.mean + now.width * sqrt(now.variance), 1) as high,
    before.n as n_before,
    now.mean - before.mean as change,
    1.959964 * sqrt(now.variance + before.variance) as change_half,
    sum(case when now.persona_id = 'all' then now.total end) over (partition by now.origin, now.touchpoint = 'recommendation')
    / sum(case when now.persona_id = 'all' then now.n end) over (partition by now.origin, now.touchpoint = 'recommendation') as level
from means as now
left join means as before
    on before.persona_id = now.persona_id and before.touchpoint = now.touchpoint and before.origin = now.origin
    and not before.this_window
where now.this_window
