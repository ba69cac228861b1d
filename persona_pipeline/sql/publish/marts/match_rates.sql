-- A rate over fewer than $min_cell people or orders keeps its row and loses its figures.
select
    as_of,
    figure,
    case when denominator = 0 or denominator >= $min_cell then numerator end as numerator,
    case when denominator = 0 or denominator >= $min_cell then denominator end as denominator,
    case when denominator >= $min_cell then rate end as rate
from marts.match_rates
where as_of <= $as_of
