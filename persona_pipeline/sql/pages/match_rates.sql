-- Match rates tonight and a week ago; rates over fewer than $min_cell have no figure.
select
    tonight.figure,
    case when tonight.denominator >= $min_cell then tonight.rate end as rate,
    case when earlier.denominator >= $min_cell then earlier.rate end as rate_week_ago,
    case when tonight.denominator >= $min_cell then tonight.numerator end as numerator,
    case when tonight.denominator >= $min_cell then tonight.denominator end as denominator
from marts.match_rates as tonight
left join marts.match_rates as earlier
    on tonight.figure = earlier.figure and earlier.as_of = tonight.as_of - interval 7 day
where tonight.as_of = $as_of
order by tonight.figure
