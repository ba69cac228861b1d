select
    'shop' as source,
    o.order_id,
    o.line_number as line,
    cast(timezone('Europe/Amsterdam', o.ordered_at) as date) as business_day,
    cast(timezone('UTC', o.ordered_at) as timestamp) as ordered_at,
    'c' || w.customer_id as identity_key,
    case when o.quantity < 0 then 'refund' else 'sale' end as line_type,
    o.product_id,
    o.product_name,
    o.category,
    o.quantity,
    o.unit_price,
    o.quantity * o.unit_price - o.discount_amount as amount
from orders as o
inner join who as w on w.customer_id = o.customer_id::varchar or (o.customer_id is null and w.email = lower(trim(o.email)))
