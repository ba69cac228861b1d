-- An answer of one in twenty.
select
    'survey' as source,
    'response-' || customer_key as response_id,
    cast($as_of as date) as business_day,
    customer_key as identity_key,
    cast(hash(number * 5 + 1) % 11 as integer) as nps,
    1 + hash(number * 5 + 2) % 5 as satisfaction
from drawn
where hash(number * 3 + 2) % 20 = 0
