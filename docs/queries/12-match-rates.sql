-- How well do the sources know each other's people?
select figure, rate, rate_week_ago, numerator, denominator
from answers.match_rates_tonight;
