-- What is wrong with the responses that are laid ready, by day of arrival and code.
select arrival_day, dirt as code, count(*) as rows
from responses_due
where dirt is not null
group by all
order by all
