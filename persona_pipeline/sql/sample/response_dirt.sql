-- What is wrong with the responses that arrive from $first_day to $last_day, by day of arrival and code.
select arrival_day, dirt as code, count(*) as rows
from responses_out
where dirt is not null and arrival_day between $first_day and $last_day
group by all
order by all
