-- A rate that told_rates does not tell keeps its row and loses its figures.
select
    rate.as_of,
    rate.figure,
    case when told.told then rate.numerator end as numerator,
    case when told.enough then rate.denominator end as denominator,
    case when told.told then rate.rate end as rate
from marts.match_rates as rate
inner join told_rates as told on told.as_of = rate.as_of and told.figure = rate.figure
