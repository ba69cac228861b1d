-- A segment of fewer than $min_cell people (but not an empty one) keeps its row and loses its figures. So do the next
-- smallest of the night, because the number of buyers is published: at least two, of $min_cell people or more together.
with frozen as (
    select
        as_of,
        segment,
        min(customers) over (partition by as_of) >= $min_cell
        or (
            customers >= $min_cell
            and row_number() over (partition by as_of order by customers, segment) > 2
            and sum(customers) over (
                partition by as_of order by customers, segment rows between unbounded preceding and 1 preceding
            ) >= $min_cell
        ) as told
    from marts.rfm_summary
    where as_of <= $as_of and customers > 0
),

of_tonight as (
    select
        as_of,
        segment,
        min(customers_tonight) over (partition by as_of) >= $min_cell
        or (
            customers_tonight >= $min_cell
            and row_number() over (partition by as_of order by customers_tonight, segment) > 2
            and sum(customers_tonight) over (
                partition by as_of order by customers_tonight, segment rows between unbounded preceding and 1 preceding
            ) >= $min_cell
        ) as told
    from marts.rfm_summary
    where as_of <= $as_of and customers_tonight > 0
)

select
    s.as_of,
    s.segment,
    case when s.customers = 0 or f.told then s.customers end as customers,
    case when s.customers_tonight = 0 or t.told then s.customers_tonight end as customers_tonight,
    case when s.customers = 0 or f.told then s.monetary end as monetary,
    case when f.told then s.median_recency_days end as median_recency_days,
    case when f.told then s.mean_frequency end as mean_frequency
from marts.rfm_summary as s
left join frozen as f on f.as_of = s.as_of and f.segment = s.segment
left join of_tonight as t on t.as_of = s.as_of and t.segment = s.segment
where s.as_of <= $as_of
