-- Where scores begin, from the buyers in the temporary table rfm_buyers. All arithmetic is in whole numbers.
-- frequency and monetary: score s means that at least (s - 1) fifths of the buyers have strictly less; equals share the
-- lowest score of their places. recency_days: score s means that at most (5 - s) fifths bought strictly more recently;
-- equals share the highest. So in a shop where all are equal everybody is recent, and nobody is frequent or big.
with counted as (
    select 'recency_days' as metric, cast(recency_days as double) as figure, count(*) as customers
    from rfm_buyers group by recency_days
    union all
    select 'frequency' as metric, cast(frequency as double) as figure, count(*) as customers
    from rfm_buyers group by frequency
    union all
    select 'monetary' as metric, cast(monetary as double) as figure, count(*) as customers
    from rfm_buyers group by monetary
),

placed as (
    select
        metric,
        figure,
        sum(customers) over (partition by metric order by figure rows unbounded preceding) - customers as smaller,
        sum(customers) over (partition by metric) as everyone
    from counted
),

scored as (
    select
        metric,
        figure,
        case
            when metric = 'recency_days' then 5 - cast(floor(5 * smaller / everyone) as integer)
            else 1 + cast(floor(5 * smaller / everyone) as integer)
        end as score
    from placed
),

bounds as (
    select metric, score, case when metric = 'recency_days' then max(figure) else min(figure) end as lower_bound
    from scored
    group by metric, score
)

select
    m.metric,
    s.score,
    b.lower_bound
from (values ('recency_days'), ('frequency'), ('monetary')) as m (metric)
cross join (values (1), (2), (3), (4), (5)) as s (score)
left join bounds as b on b.metric = m.metric and b.score = s.score
