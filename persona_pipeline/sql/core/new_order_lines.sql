-- The lines of the touched orders as they count: what lost_order_lines holds is left out.
create or replace temp table new_order_lines as
select
    raw.source,
    raw.order_id,
    raw.business_day,
    raw.ordered_at,
    coalesce(account.identity_key, address.identity_key) as identity_key,
    raw.line_number,
    raw.product_id,
    raw.product_name,
    raw.category,
    raw.quantity,
    raw.unit_price,
    raw.amount,
    raw.country,
    raw.channel,
    raw.status,
    raw.refund_of,
    raw.load_id,
    raw.row_number
from raw.orders as raw
semi join touched_orders as touched on touched.source = raw.source and touched.order_id = raw.order_id
anti join lost_order_lines as lost on lost.load_id = raw.load_id and lost.row_number = raw.row_number
left join keys_of_orders as account
    on account.source = raw.source and account.name = 'customer' and account.value = trim(raw.customer_id)
left join keys_of_orders as address
    on address.source = raw.source and address.name = 'email' and address.value = lower(trim(raw.email))
