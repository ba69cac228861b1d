-- One row per item of a purchase stays one event; the purchase is named by its transaction, or by visitor and moment.
select
    row_number,
    line_number,
    event_at,
    coalesce(event_name, 'purchase') as event_name,
    visitor_id,
    customer_id,
    visitor_id || '.' || session_number as session_id,
    coalesce(nullif(order_id, '(not set)'), visitor_id || '.' || event_at) as order_id,
    product_id,
    quantity,
    revenue,
    country,
    device,
    traffic_source,
    traffic_medium,
    campaign,
    extra
from records
order by row_number
