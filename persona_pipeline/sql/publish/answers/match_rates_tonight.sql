-- How well do the sources know each other's people, and is that getting better?
select
    tonight.figure,
    tonight.rate,
    earlier.rate as rate_week_ago,
    tonight.numerator,
    tonight.denominator
from marts.match_rates as tonight
inner join answers.this_snapshot as snapshot on tonight.as_of = snapshot.as_of
left join marts.match_rates as earlier
    on tonight.figure = earlier.figure and earlier.as_of = tonight.as_of - interval 7 day
order by tonight.figure
