-- Everybody seen up to the night.
select customer_key, in_orders, in_web, in_survey, first_day
from core.customers
where first_day is null or first_day <= $as_of
