-- The lines of an order add up to its total; refunds are lines of their own on their own day. What the API calls total_price is the
-- total at the moment of the order; later refunds do not change it. Everything of an order is put into one list: no join is needed.
with orders as (
    select
        row_number,
        line_number,
        extra,
        document,
        lower(document.financial_status) as status,
        lower(document.source_name) as source_name,
        try_cast(document.total_price as decimal(18, 4)) as total_amount,
        list_transform(
            coalesce(document.line_items, []),
            lambda item: {
                'product_id': coalesce(item.sku, item.product_id),
                'product_name': coalesce(item.name, item.title),
                'quantity': item.quantity,
                'unit_price': item.price,
                'amount': (
                    try_cast(item.quantity as decimal(18, 3)) * try_cast(item.price as decimal(18, 4))
                    - case
                        when len(coalesce(item.discount_allocations, [])) > 0
                            then list_sum(
                                list_transform(item.discount_allocations, lambda each: try_cast(each.amount as decimal(18, 4)))
                            )
                        else coalesce(try_cast(item.total_discount as decimal(18, 4)), 0)
                    end
                )::decimal(18, 4)
            }
        ) as items,
        list_filter(
            list_transform(
                coalesce(document.refunds, []),
                lambda refund: {
                    'refunded_at': refund.created_at,
                    'amount': coalesce(
                        case
                            when len(coalesce(refund.transactions, [])) > 0
                                then list_sum(
                                    list_transform(
                                        list_filter(
                                            refund.transactions,
                                            lambda each: each.kind = 'refund' and coalesce(each.status, 'success') = 'success'
                                        ),
                                        lambda each: try_cast(each.amount as decimal(18, 4))
                                    )
                                )
                            else list_sum(
                                list_transform(
                                    refund.refund_line_items,
                                    lambda each: try_cast(each.subtotal as decimal(18, 4))
                                        + coalesce(try_cast(each.total_tax as decimal(18, 4)), 0)
                                )
                            )
                        end,
                        0
                    )::decimal(18, 4)
                }
            ),
            lambda refund: refund.amount <> 0
        ) as refunds
    from records
),
sums as (
    select
        *,
        coalesce(list_sum(list_transform(items, lambda item: item.amount)), 0)::decimal(18, 4) as items_amount,
        coalesce(list_sum(list_transform(refunds, lambda refund: refund.amount)), 0)::decimal(18, 4) as refunded_amount
    from orders
),
listed as (
    select
        *,
        list_transform(
            items,
            lambda item: {
                'happened_at': null::varchar,
                'product_id': item.product_id,
                'product_name': item.product_name,
                'quantity': item.quantity,
                'unit_price': item.unit_price,
                'amount': item.amount::varchar
            }
        )
        || case
            when coalesce(total_amount <> items_amount, true)
                then [{
                    'happened_at': null::varchar,
                    'product_id': null::varchar,
                    'product_name': 'Shipping and taxes',
                    'quantity': null::varchar,
                    'unit_price': null::varchar,
                    'amount': coalesce((total_amount - items_amount)::decimal(18, 4)::varchar, document.total_price)
                }]
            else []
        end
        || list_transform(
            refunds,
            lambda refund: {
                'happened_at': refund.refunded_at,
                'product_id': null::varchar,
                'product_name': 'Refund',
                'quantity': null::varchar,
                'unit_price': null::varchar,
                'amount': (-refund.amount)::varchar
            }
        )
        || case
            when (document.cancelled_at is not null or status in ('voided', 'expired')) and total_amount > refunded_amount
                then [{
                    'happened_at': document.cancelled_at,
                    'product_id': null::varchar,
                    'product_name': case when document.cancelled_at is null then 'Not paid' else 'Cancelled' end,
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
        row_number, line_number, extra, document, status, source_name,
        unnest(entries) as entry,
        generate_subscripts(entries, 1) as part
    from listed
)
select
    row_number,
    line_number,
    coalesce(document.name, document.id) as order_id,
    part::varchar as order_line,
    coalesce(entry.happened_at, document.created_at) as ordered_at,
    document.updated_at as updated_at,
    document.customer.id as customer_id,
    coalesce(document.email, document.customer.email) as email,
    entry.product_id,
    entry.product_name,
    entry.quantity,
    entry.unit_price,
    entry.amount,
    document.currency as currency,
    coalesce(document.shipping_address.country_code, document.billing_address.country_code) as country,
    case when source_name = 'pos' then 'store' else source_name end as channel,
    status,
    case when lower(document.test) = 'true' then 'test_order' end as refusal,
    extra
from entries
order by row_number, part
