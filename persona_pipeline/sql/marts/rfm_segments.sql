-- A score is the highest whose bound is reached; who reaches none has score 1. A bound that is NULL is never reached.
with bounds as (
    select
        max(lower_bound) filter (where basis = 'frozen' and metric = 'recency_days' and score = 5) as r5,
        max(lower_bound) filter (where basis = 'frozen' and metric = 'recency_days' and score = 4) as r4,
        max(lower_bound) filter (where basis = 'frozen' and metric = 'recency_days' and score = 3) as r3,
        max(lower_bound) filter (where basis = 'frozen' and metric = 'recency_days' and score = 2) as r2,
        max(lower_bound) filter (where basis = 'frozen' and metric = 'frequency' and score = 5) as f5,
        max(lower_bound) filter (where basis = 'frozen' and metric = 'frequency' and score = 4) as f4,
        max(lower_bound) filter (where basis = 'frozen' and metric = 'frequency' and score = 3) as f3,
        max(lower_bound) filter (where basis = 'frozen' and metric = 'frequency' and score = 2) as f2,
        max(lower_bound) filter (where basis = 'frozen' and metric = 'monetary' and score = 5) as m5,
        max(lower_bound) filter (where basis = 'frozen' and metric = 'monetary' and score = 4) as m4,
        max(lower_bound) filter (where basis = 'frozen' and metric = 'monetary' and score = 3) as m3,
        max(lower_bound) filter (where basis = 'frozen' and metric = 'monetary' and score = 2) as m2,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'recency_days' and score = 5) as r5t,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'recency_days' and score = 4) as r4t,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'recency_days' and score = 3) as r3t,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'recency_days' and score = 2) as r2t,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'frequency' and score = 5) as f5t,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'frequency' and score = 4) as f4t,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'frequency' and score = 3) as f3t,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'frequency' and score = 2) as f2t,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'monetary' and score = 5) as m5t,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'monetary' and score = 4) as m4t,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'monetary' and score = 3) as m3t,
        max(lower_bound) filter (where basis = 'tonight' and metric = 'monetary' and score = 2) as m2t
    from marts.rfm_cut_points
    where as_of = $as_of
),

scored as (
    select
        c.customer_key,
        c.recency_days,
        c.frequency,
        c.monetary,
        case
            when c.recency_days <= b.r5 then 5 when c.recency_days <= b.r4 then 4
            when c.recency_days <= b.r3 then 3 when c.recency_days <= b.r2 then 2 else 1
        end as r_score,
        case
            when c.frequency >= b.f5 then 5 when c.frequency >= b.f4 then 4
            when c.frequency >= b.f3 then 3 when c.frequency >= b.f2 then 2 else 1
        end as f_score,
        case
            when cast(c.monetary as double) >= b.m5 then 5 when cast(c.monetary as double) >= b.m4 then 4
            when cast(c.monetary as double) >= b.m3 then 3 when cast(c.monetary as double) >= b.m2 then 2 else 1
        end as m_score,
        case
            when c.recency_days <= b.r5t then 5 when c.recency_days <= b.r4t then 4
            when c.recency_days <= b.r3t then 3 when c.recency_days <= b.r2t then 2 else 1
        end as r_score_tonight,
        case
            when c.frequency >= b.f5t then 5 when c.frequency >= b.f4t then 4
            when c.frequency >= b.f3t then 3 when c.frequency >= b.f2t then 2 else 1
        end as f_score_tonight,
        case
            when cast(c.monetary as double) >= b.m5t then 5 when cast(c.monetary as double) >= b.m4t then 4
            when cast(c.monetary as double) >= b.m3t then 3 when cast(c.monetary as double) >= b.m2t then 2 else 1
        end as m_score_tonight
    from marts.customer_features as c
    cross join bounds as b
    where c.as_of = $as_of and c.frequency is not null
),

-- halves up, in whole numbers
joined as (
    select
        *,
        cast(floor((f_score + m_score + 1) / 2) as integer) as fm_score,
        cast(floor((f_score_tonight + m_score_tonight + 1) / 2) as integer) as fm_score_tonight
    from scored
)

select
    $as_of as as_of,
    j.customer_key,
    j.recency_days,
    j.frequency,
    j.monetary,
    j.r_score,
    j.f_score,
    j.m_score,
    j.fm_score,
    g.segment,
    j.r_score_tonight,
    j.f_score_tonight,
    j.m_score_tonight,
    t.segment as segment_tonight
from joined as j
inner join rfm_grid as g on g.r_score = j.r_score and g.fm_score = j.fm_score
inner join rfm_grid as t on t.r_score = j.r_score_tonight and t.fm_score = j.fm_score_tonight
order by j.customer_key
