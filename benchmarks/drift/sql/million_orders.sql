-- One order for each who bought.
select
    'shop' as source,
    'day-' || customer_key as order_id,
    cast($as_of as date) as business_day,
    customer_key as identity_key,
    'sale' as order_type,
    cast(order_value as decimal(18, 2)) as sales_amount
from drawn
where hash(number * 3 + 1) % 10 = 0
