-- A purchase with an order number counts once, whenever and however often it comes: thank-you pages are loaded again, also days
-- later and in other files. The oldest moment counts; rows of that moment are the lines of the purchase, equal ones but once.
create or replace temp table counted_purchases as
with orders_of_days as (
    select distinct source, order_id
    from raw.events
    where business_day in (select business_day from days) and lower(event_name) = 'purchase' and order_id is not null
),
versions as (
    select
        raw.source,
        raw.order_id,
        raw.event_id,
        raw.event_at,
        raw.product_id,
        raw.quantity,
        raw.revenue,
        raw.extra::varchar as extra,
        raw.load_id,
        raw.row_number
    from raw.events as raw
    join ops.loads as loads on loads.load_id = raw.load_id
    semi join orders_of_days as touched on touched.source = raw.source and touched.order_id = raw.order_id
    where lower(raw.event_name) = 'purchase'
    qualify row_number() over (
        partition by raw.source, raw.event_id, raw.business_day
        order by loads.sequence desc, raw.load_id desc, raw.row_number desc
    ) = 1
),
oldest as (
    select * from versions qualify rank() over (partition by source, order_id order by event_at) = 1
)
select load_id, row_number
from oldest
qualify row_number() over (
    partition by source, order_id, product_id, quantity, revenue, extra order by event_id, load_id, row_number
) = 1
