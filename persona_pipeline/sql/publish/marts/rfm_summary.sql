-- A segment of fewer than $min_cell people (but not an empty one) keeps its row and loses its figures.
select
    as_of,
    segment,
    case when customers = 0 or customers >= $min_cell then customers end as customers,
    case when customers_tonight = 0 or customers_tonight >= $min_cell then customers_tonight end as customers_tonight,
    case when customers = 0 or customers >= $min_cell then monetary end as monetary,
    case when customers >= $min_cell then median_recency_days end as median_recency_days,
    case when customers >= $min_cell then mean_frequency end as mean_frequency
from marts.rfm_summary
where as_of <= $as_of
