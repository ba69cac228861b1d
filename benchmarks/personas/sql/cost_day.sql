select customer_key as identity_key, cast($first_day as date) as business_day, 1 as orders
from drawn
limit 1
