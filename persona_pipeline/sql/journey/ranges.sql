-- Each ratio with its 95 % interval: Wilson's for shares, with the n that is left when sessions of a person are alike; Student's
-- t (1.96 widened for few people, Cornish and Fisher) for means. behind is the smallest group that the figure tells of.
with shaped as (
    select
        *,
        y / m as ratio,
        figure in ('order_value', 'satisfaction', 'nps') or (family = 'kpi' and figure = 'refund_share') as is_mean,
        case
            when people > 1
                then greatest(yy - 2 * (y / m) * my + (y / m) * (y / m) * mm, 0) / (cast(m as double) * m) * people / (people - 1)
        end as variance
    from journey_ratios
),

sized as (
    select
        *,
        case
            when variance > 1e-12 and ratio > 0 and ratio < 1 then least(greatest(ratio * (1 - ratio) / variance, 1), m)
            else people
        end as size,
        (1.959964 + case when people > 1 then 2.372271 / (people - 1) + 2.822500 / ((people - 1) * (people - 1)) else 0 end)
        * sqrt(variance) as half
    from shaped
)

select
    persona_id,
    family,
    figure,
    people,
    hit_people,
    drop_people,
    lost_people,
    m,
    y,
    ratio,
    case
        when is_mean then ratio - half
        else greatest((ratio * size + 1.920729 - 1.959964 * sqrt(ratio * (1 - ratio) * size + 0.960365)) / (size + 3.841459), 0)
    end as low,
    case
        when is_mean then ratio + half
        else least((ratio * size + 1.920729 + 1.959964 * sqrt(ratio * (1 - ratio) * size + 0.960365)) / (size + 3.841459), 1)
    end as high,
    least(people, case when not is_mean then nullif(hit_people, 0) end, case when not is_mean then nullif(drop_people, 0) end) as behind
from sized
