-- One row a line item, with the order's own fields on every row. What the items do not explain of the total is a line of its own.
with lines as (
    select
        *,
        coalesce(order_number, order_id) as number,
        lower(regexp_replace(status, '^wc-', '')) as plain_status,
        row_number() over (partition by coalesce(order_number, order_id) order by row_number) as part,
        try_cast(order_total as decimal(18, 4)) as total_amount
    from records
),
orders as (
    select
        number,
        min(row_number) as first_row,
        min(line_number) as first_line,
        arg_min(order_date, row_number) as order_date,
        arg_min(customer_id, row_number) as customer_id,
        arg_min(email, row_number) as email,
        arg_min(order_currency, row_number) as order_currency,
        arg_min(country, row_number) as country,
        arg_min(plain_status, row_number) as plain_status,
        arg_min(order_total, row_number) as order_total,
        arg_min(total_amount, row_number) as total_amount,
        coalesce(sum(try_cast(item_total as decimal(18, 4))), 0) as items_amount
    from lines
    group by number
),
entries as (
    select row_number, line_number, number, part, item_sku as product_id, item_name as product_name, item_quantity as quantity, item_total as amount, extra
    from lines
    where number is not null
    union all
    select first_row, first_line, number, 1000001, null, 'Shipping and taxes', null, coalesce((total_amount - items_amount)::decimal(18, 4)::varchar, order_total), null
    from orders
    where coalesce(total_amount - items_amount <> 0, true)
    union all
    select
        first_row,
        first_line,
        number,
        3000000,
        null,
        case when plain_status = 'refunded' then 'Refund' else 'Not paid' end,
        null,
        (-total_amount)::varchar,
        null
    from orders
    where plain_status in ('cancelled', 'failed', 'pending', 'refunded', 'trash', 'checkout-draft') and total_amount > 0
)
select
    entries.row_number,
    entries.line_number,
    entries.number as order_id,
    entries.part::varchar as order_line,
    orders.order_date as ordered_at,
    nullif(orders.customer_id, '0') as customer_id,
    orders.email,
    entries.product_id,
    entries.product_name,
    entries.quantity,
    entries.amount,
    orders.order_currency as currency,
    orders.country,
    orders.plain_status as status,
    entries.extra
from entries
join orders on orders.number is not distinct from entries.number
order by entries.row_number, entries.part
