-- Weighted mean, interval (linearised ratio) and n of what people feel, per persona, touchpoint, origin and window. The level that a touchpoint is held against is
-- that of all members over all touchpoints, each person counting once at each, without those that too few people tell of: a hidden
-- figure would follow from the level. People who happen to say the same are no proof that everybody does: the spread is that of their answers and
-- of one more from anywhere on the scale (uniform from -1 to 1: variance 1/3), which matters for a few answers only. To recommend the shop is asked on a scale of its own and has a level of its own.
with people as (
    select
        *,
        cast(weight * feeling as decimal(18, 6)) as wx,
        cast(weight * weight as decimal(18, 6)) as w_2
    from journey_feelings
),

sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        touchpoint,
        origin,
        this_window,
        count(*) as n,
        cast(sum(weight) as double) as w,
        cast(sum(wx) as double) as wx,
        cast(sum(w_2) as double) as w_2,
        cast(sum(cast(w_2 * feeling as decimal(18, 6))) as double) as w_2x,
        cast(sum(cast(wx * wx as decimal(18, 6))) as double) as wx_2
    from people
    group by grouping sets ((persona_id, touchpoint, origin, this_window), (touchpoint, origin, this_window))
),

means as (
    select
        *,
        wx / w as mean,
        case when n > 1 then (greatest(wx_2 - 2 * (wx / w) * w_2x + (wx / w) * (wx / w) * w_2, 0) + w_2 / (3 * n)) / (w * w) * n / (n - 1) end as variance,
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
    sqrt(now.width * now.width * now.variance + before.width * before.width * before.variance) as change_half,
    sum(case when now.persona_id = 'all' and now.n >= $min_cell then now.n * now.mean end) over same_kind
    / sum(case when now.persona_id = 'all' and now.n >= $min_cell then now.n end) over same_kind as level
from means as now
left join means as before
    on before.persona_id = now.persona_id and before.touchpoint = now.touchpoint and before.origin = now.origin
    and not before.this_window
where now.this_window
window same_kind as (partition by now.origin, now.touchpoint = 'recommendation')
