-- The REST API lists refunds of an order without their date, so they count on the day of the order. An order that was never paid
-- counts as a sale and as its refund.
with orders as (
    select
        row_number,
        line_number,
        extra,
        document,
        lower(document.status) as status,
        try_cast(document.total as decimal(18, 4)) as total_amount,
        coalesce(document.line_items, []) as items,
        list_filter(
            coalesce(document.refunds, []), lambda refund: coalesce(try_cast(refund.total as decimal(18, 4)) <> 0, true)
        ) as refunds
    from records
),
sums as (
    select
        *,
        coalesce(
            list_sum(list_transform(items, lambda item: try_cast(item.total as decimal(18, 4)))), 0
        )::decimal(18, 4) as items_amount,
        coalesce(
            list_sum(list_transform(refunds, lambda refund: abs(try_cast(refund.total as decimal(18, 4))))), 0
        )::decimal(18, 4) as refunded_amount
    from orders
),
listed as (
    select
        *,
        list_transform(
            items,
            lambda item: {
                'product_id': coalesce(nullif(item.sku, ''), item.product_id),
                'product_name': item.name,
                'quantity': item.quantity,
                'unit_price': item.price,
                'amount': item.total
            }
        )
        || case
            when coalesce(total_amount <> items_amount, true)
                then [{
                    'product_id': null::varchar,
                    'product_name': 'Shipping and taxes',
                    'quantity': null::varchar,
                    'unit_price': null::varchar,
                    'amount': coalesce((total_amount - items_amount)::decimal(18, 4)::varchar, document.total)
                }]
            else []
        end
        || list_transform(
            refunds,
            lambda refund: {
                'product_id': null::varchar,
                'product_name': 'Refund',
                'quantity': null::varchar,
                'unit_price': null::varchar,
                'amount': coalesce((-abs(try_cast(refund.total as decimal(18, 4))))::varchar, refund.total)
            }
        )
        || case
            when
                status in ('cancelled', 'failed', 'pending', 'refunded', 'trash', 'checkout-draft')
                and total_amount > refunded_amount
                then [{
                    'product_id': null::varchar,
                    'product_name': case when status = 'refunded' then 'Refund' else 'Not paid' end,
                    'quantity': null::varchar,
                    'unit_price': null::varchar,
                    'amount': (refunded_amount - total_amount)::decimal(18, 4)::varchar
                }]
            else []
        end as entries
    from sums
),
entries as (
    select
        row_number, line_number, extra, document, status,
        unnest(entries) as entry,
        generate_subscripts(entries, 1) as part
    from listed
)
select
    row_number,
    line_number,
    coalesce(document.number, document.id) as order_id,
    part::varchar as order_line,
    case when document.date_created_gmt is null then document.date_created else document.date_created_gmt || 'Z' end as ordered_at,
    case when document.date_modified_gmt is null then document.date_modified else document.date_modified_gmt || 'Z' end as updated_at,
    nullif(document.customer_id, '0') as customer_id,
    nullif(document.billing.email, '') as email,
    entry.product_id,
    entry.product_name,
    entry.quantity,
    entry.unit_price,
    entry.amount,
    document.currency as currency,
    nullif(document.billing.country, '') as country,
    status,
    extra
from entries
order by row_number, part
