-- One row an order, its items in numbered cells such as `name:Mug|sku:M1|quantity:2|total:18.00`. What the items do not explain of the
-- total (shipping, fees, taxes, items beyond the cells that are read) is a line of its own.
with orders as (
    select
        *,
        coalesce(order_number, order_id) as number,
        lower(regexp_replace(status, '^wc-', '')) as plain_status,
        case
            when regexp_matches(order_date, '^[0-9]{2}/[0-9]{2}/[0-9]{4} ')
                then strftime(try_strptime(left(order_date, 19), '%m/%d/%Y %H:%M:%S'), '%Y-%m-%d %H:%M:%S')
            else order_date
        end as ordered_at,
        try_cast(order_total as decimal(18, 4)) as total_amount,
        coalesce(abs(try_cast(refunded_total as decimal(18, 4))), 0) as refunded_amount,
        list_filter([
            line_item_1, line_item_2, line_item_3, line_item_4, line_item_5, line_item_6, line_item_7, line_item_8,
            line_item_9, line_item_10, line_item_11, line_item_12, line_item_13, line_item_14, line_item_15,
            line_item_16, line_item_17, line_item_18, line_item_19, line_item_20, line_item_21, line_item_22,
            line_item_23, line_item_24, line_item_25, line_item_26, line_item_27, line_item_28, line_item_29,
            line_item_30, line_item_31, line_item_32, line_item_33, line_item_34, line_item_35, line_item_36,
            line_item_37, line_item_38, line_item_39, line_item_40, line_item_41, line_item_42, line_item_43,
            line_item_44, line_item_45, line_item_46, line_item_47, line_item_48, line_item_49, line_item_50
        ], lambda cell: cell is not null) as items
    from records
),
cells as (
    select row_number, unnest(items) as cell, generate_subscripts(items, 1) as part
    from orders
),
items as (
    select
        row_number,
        part,
        coalesce(
            nullif(regexp_extract(cell, '(?:^|[|])sku:([^|]*)', 1), ''),
            nullif(regexp_extract(cell, '(?:^|[|])product_id:([^|]*)', 1), '')
        ) as product_id,
        nullif(regexp_extract(cell, '(?:^|[|])name:([^|]*)', 1), '') as product_name,
        nullif(regexp_extract(cell, '(?:^|[|])quantity:([^|]*)', 1), '') as quantity,
        coalesce(nullif(regexp_extract(cell, '(?:^|[|])total:([^|]*)', 1), ''), cell) as amount
    from cells
),
sums as (
    select
        orders.row_number,
        coalesce(
            (select sum(try_cast(items.amount as decimal(18, 4))) from items where items.row_number = orders.row_number), 0
        ) as items_amount
    from orders
),
entries as (
    select row_number, part, product_id, product_name, quantity, amount
    from items
    union all
    select
        orders.row_number,
        1000001,
        null,
        'Shipping and taxes',
        null,
        coalesce((orders.total_amount - sums.items_amount)::decimal(18, 4)::varchar, orders.order_total)
    from orders
    join sums on sums.row_number = orders.row_number
    where coalesce(orders.total_amount - sums.items_amount <> 0, true)
    union all
    select row_number, 1000002, null, 'Refund', null, coalesce((-abs(try_cast(refunded_total as decimal(18, 4))))::varchar, refunded_total)
    from orders
    where coalesce(try_cast(refunded_total as decimal(18, 4)) <> 0, refunded_total is not null)
    union all
    select
        row_number,
        3000000,
        null,
        case when plain_status = 'refunded' then 'Refund' else 'Not paid' end,
        null,
        (refunded_amount - total_amount)::decimal(18, 4)::varchar
    from orders
    where
        plain_status in ('cancelled', 'failed', 'pending', 'refunded', 'trash', 'checkout-draft')
        and total_amount > refunded_amount
)
select
    orders.row_number,
    orders.line_number,
    orders.number as order_id,
    entries.part::varchar as order_line,
    orders.ordered_at,
    nullif(coalesce(orders.customer_id, orders.customer_user), '0') as customer_id,
    orders.email,
    entries.product_id,
    entries.product_name,
    entries.quantity,
    entries.amount,
    orders.order_currency as currency,
    orders.country,
    orders.plain_status as status,
    orders.extra
from entries
join orders on orders.row_number = entries.row_number
order by orders.row_number, entries.part
