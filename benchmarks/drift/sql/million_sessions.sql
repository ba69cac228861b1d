-- One session for everyone; of those who bought, one purchase.
select
    'web' as source,
    'session-' || customer_key as session_id,
    cast($as_of as date) as business_day,
    customer_key as identity_key,
    cast(hash(number * 3 + 1) % 10 = 0 as integer) as purchases
from drawn
