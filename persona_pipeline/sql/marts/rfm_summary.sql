with frozen as (
    select
        segment,
        count(*) as customers,
        sum(monetary) as monetary,
        median(recency_days) as median_recency_days,
        sum(frequency) / count(*) as mean_frequency
    from marts.rfm_segments
    where as_of = $as_of
    group by segment
),

tonight as (
    select segment_tonight as segment, count(*) as customers
    from marts.rfm_segments
    where as_of = $as_of
    group by segment_tonight
)

select
    $as_of as as_of,
    s.segment,
    coalesce(f.customers, 0) as customers,
    coalesce(t.customers, 0) as customers_tonight,
    coalesce(f.monetary, 0) as monetary,
    f.median_recency_days,
    round(f.mean_frequency, 6)::double as mean_frequency
from (select distinct segment from rfm_grid) as s
left join frozen as f on f.segment = s.segment
left join tonight as t on t.segment = s.segment
order by s.segment
