-- Everyone came on the day; one in ten bought, one in twenty answered.
select
    customer_key as identity_key,
    cast($as_of as date) as business_day,
    cast(hash(number * 3 + 1) % 10 = 0 as integer) as orders,
    1 as sessions,
    cast(hash(number * 3 + 1) % 10 = 0 as integer) as purchase_sessions,
    cast(hash(number * 3 + 2) % 20 = 0 as integer) as responses
from drawn
