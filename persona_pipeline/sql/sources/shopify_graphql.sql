-- As the REST API gives orders, in the words of GraphQL: connections come as nodes or as edges, money as a set of currencies.
with orders as (
    select
        row_number,
        line_number,
        extra,
        document,
        lower(document.displayFinancialStatus) as status,
        lower(document.sourceName) as source_name,
        document.totalPriceSet.shopMoney.amount as total,
        try_cast(document.totalPriceSet.shopMoney.amount as decimal(18, 4)) as total_amount,
        coalesce(document.lineItems.nodes, list_transform(document.lineItems.edges, lambda edge: edge.node), []) as items,
        list_filter(
            coalesce(document.refunds, []),
            lambda refund: coalesce(try_cast(refund.totalRefundedSet.shopMoney.amount as decimal(18, 4)) <> 0, true)
        ) as refunds
    from records
),
sums as (
    select
        *,
        coalesce(
            list_sum(list_transform(items, lambda item: try_cast(item.discountedTotalSet.shopMoney.amount as decimal(18, 4)))), 0
        )::decimal(18, 4) as items_amount,
        coalesce(
            list_sum(list_transform(refunds, lambda refund: try_cast(refund.totalRefundedSet.shopMoney.amount as decimal(18, 4)))), 0
        )::decimal(18, 4) as refunded_amount
    from orders
),
listed as (
    select
        *,
        list_transform(
            items,
            lambda item: {
                'happened_at': null::varchar,
                'product_id': item.sku,
                'product_name': item.name,
                'quantity': item.quantity,
                'unit_price': item.originalUnitPriceSet.shopMoney.amount,
                'amount': item.discountedTotalSet.shopMoney.amount
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
                    'amount': coalesce((total_amount - items_amount)::decimal(18, 4)::varchar, total)
                }]
            else []
        end
        || list_transform(
            refunds,
            lambda refund: {
                'happened_at': refund.createdAt,
                'product_id': null::varchar,
                'product_name': 'Refund',
                'quantity': null::varchar,
                'unit_price': null::varchar,
                'amount': coalesce(
                    (-try_cast(refund.totalRefundedSet.shopMoney.amount as decimal(18, 4)))::varchar,
                    refund.totalRefundedSet.shopMoney.amount
                )
            }
        )
        || case
            when (document.cancelledAt is not null or status in ('voided', 'expired')) and total_amount > refunded_amount
                then [{
                    'happened_at': document.cancelledAt,
                    'product_id': null::varchar,
                    'product_name': case when document.cancelledAt is null then 'Not paid' else 'Cancelled' end,
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
    coalesce(entry.happened_at, document.createdAt) as ordered_at,
    document.updatedAt as updated_at,
    regexp_replace(document.customer.id, '^gid://shopify/Customer/', '') as customer_id,
    coalesce(document.email, document.customer.email) as email,
    entry.product_id,
    entry.product_name,
    entry.quantity,
    entry.unit_price,
    entry.amount,
    document.totalPriceSet.shopMoney.currencyCode as currency,
    coalesce(document.shippingAddress.countryCodeV2, document.billingAddress.countryCodeV2) as country,
    case when source_name = 'pos' then 'store' else source_name end as channel,
    status,
    case when lower(document.test) = 'true' then 'test_order' end as refusal,
    extra
from entries
order by row_number, part
