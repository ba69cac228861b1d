-- A rate over fewer than $min_cell loses its figures. One of people also where fewer match, or fewer do not, than that;
-- orders and events are totals of the shop.
with judged as (
    select
        *,
        denominator = 0 or denominator >= $min_cell as enough,
        figure in ('orders_with_key', 'events_without_consent')
        or (
            (numerator = 0 or numerator >= $min_cell)
            and (numerator = denominator or denominator - numerator >= $min_cell)
        ) as clear
    from marts.match_rates
    where as_of <= $as_of
)

select
    as_of,
    figure,
    case when enough and clear then numerator end as numerator,
    case when enough then denominator end as denominator,
    case when enough and clear then rate end as rate
from judged
