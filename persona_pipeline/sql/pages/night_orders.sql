-- How many orders the night has.
select coalesce(sum(orders), 0) as orders
from marts.daily_figures
where business_day = $as_of
