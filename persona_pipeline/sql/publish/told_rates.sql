-- Which match rates may be told. A rate over fewer than $min_cell is not; one of people also where fewer match, or fewer do
-- not, than that. Orders and events are totals of the shop.
select
    as_of,
    figure,
    denominator = 0 or denominator >= $min_cell as enough,
    (denominator = 0 or denominator >= $min_cell)
    and (
        figure in ('orders_with_key', 'events_without_consent')
        or (
            (numerator = 0 or numerator >= $min_cell)
            and (numerator = denominator or denominator - numerator >= $min_cell)
        )
    ) as told
from marts.match_rates
where as_of <= $as_of
