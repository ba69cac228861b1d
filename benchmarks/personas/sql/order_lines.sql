select
    'shop' as source,
    o.order_id,
    o.line_number,
    cast(timezone('Europe/Amsterdam', o.ordered_at) as date) as business_day,
    cast(timezone('UTC', o.ordered_at) as timestamp) as ordered_at,
    'c' || w.customer_id as identity_key,
    o.product_id,
    o.product_name,
    o.category,
    o.quantity,
    o.unit_price,
    o.quantity * o.unit_price - o.discount_amount as amount,
    o.channel
from orders as o
inner join who as w on w.customer_id = o.customer_id::varchar or (o.customer_id is null and w.email = lower(trim(o.email)))
