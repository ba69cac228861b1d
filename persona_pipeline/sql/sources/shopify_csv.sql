-- Order fields stand on the first line of an order only, so they are carried down before anything else happens. The lines of
-- an order add up to its total: what was given away is spread over the lines, shipping and taxes are a line of their own.
with named as (
    select
        *,
        coalesce(
            name,
            last_value(name ignore nulls) over (order by row_number rows between unbounded preceding and current row)
        ) as order_name
    from records
),
orders as (
    select
        order_name,
        min(row_number) as first_row,
        min(line_number) as first_line,
        arg_min(email, row_number) filter (where email is not null) as email,
        arg_min(phone, row_number) filter (where phone is not null) as phone,
        arg_min(created_at, row_number) filter (where created_at is not null) as created_at,
        arg_min(cancelled_at, row_number) filter (where cancelled_at is not null) as cancelled_at,
        arg_min(currency, row_number) filter (where currency is not null) as currency,
        lower(arg_min(financial_status, row_number) filter (where financial_status is not null)) as status,
        lower(arg_min(source_name, row_number) filter (where source_name is not null)) as source_name,
        arg_min(coalesce(shipping_country, billing_country), row_number)
            filter (where coalesce(shipping_country, billing_country) is not null) as country,
        arg_min(total, row_number) filter (where total is not null) as total,
        arg_min(subtotal, row_number) filter (where subtotal is not null) as subtotal,
        arg_min(refunded_amount, row_number) filter (where refunded_amount is not null) as refunded,
        sum(try_cast(line_quantity as decimal(18, 3)) * try_cast(line_price as decimal(18, 4)))::decimal(18, 4) as gross
    from named
    group by order_name
),
sums as (
    select
        *,
        try_cast(total as decimal(18, 4)) as total_amount,
        greatest(coalesce(gross - try_cast(subtotal as decimal(18, 4)), 0), gross - try_cast(total as decimal(18, 4)), 0)
            as given,
        regexp_matches(email, '@(marketplace[.]amazon[.]|members[.]ebay[.]|verkopen[.]bol[.]com)')
        or source_name in ('amazon', 'ebay', 'bol', 'bol.com', 'walmart', 'etsy', 'zalando', 'otto') as is_marketplace
    from orders
),
items as (
    select
        named.row_number,
        named.line_number,
        named.order_name,
        row_number() over (partition by named.order_name order by named.row_number) as part,
        named.line_name,
        named.line_sku,
        named.line_quantity,
        named.line_price,
        named.extra,
        (try_cast(named.line_quantity as decimal(18, 3)) * try_cast(named.line_price as decimal(18, 4)))::decimal(18, 4)
            as line_gross,
        sum(try_cast(named.line_quantity as decimal(18, 3)) * try_cast(named.line_price as decimal(18, 4))) over (
            partition by named.order_name order by named.row_number rows between unbounded preceding and current row
        ) as gross_so_far
    from named
    where named.line_name is not null or named.line_price is not null
),
rows_of_orders as (
    select
        items.row_number,
        items.line_number,
        items.part,
        items.order_name,
        sums.created_at as ordered_at,
        items.line_sku as product_id,
        items.line_name as product_name,
        items.line_quantity as quantity,
        items.line_price as unit_price,
        case
            when items.line_gross is null or sums.total_amount is null then sums.total
            else (
                items.line_gross - coalesce(
                    round(sums.given * items.gross_so_far / nullif(sums.gross, 0), 2)
                    - round(sums.given * (items.gross_so_far - items.line_gross) / nullif(sums.gross, 0), 2),
                    0
                )
            )::decimal(18, 4)::varchar
        end as amount,
        items.extra
    from items
    join sums on sums.order_name is not distinct from items.order_name
    union all
    select
        first_row,
        first_line,
        1000001,
        order_name,
        created_at,
        null,
        'Shipping and taxes',
        null,
        null,
        coalesce((total_amount - coalesce(gross, 0) + given)::decimal(18, 4)::varchar, total),
        null
    from sums
    where coalesce(total_amount - coalesce(gross, 0) + given <> 0, true)
    union all
    select
        first_row,
        first_line,
        1000002,
        order_name,
        coalesce(cancelled_at, created_at),
        null,
        case
            when cancelled_at is not null then 'Cancelled'
            when status in ('voided', 'expired') then 'Not paid'
            else 'Refund'
        end,
        null,
        null,
        case
            when cancelled_at is not null or status in ('voided', 'expired') then (-total_amount)::varchar
            else coalesce((-try_cast(refunded as decimal(18, 4)))::varchar, refunded)
        end,
        null
    from sums
    where
        coalesce(try_cast(refunded as decimal(18, 4)) <> 0, refunded is not null)
        or cancelled_at is not null
        or status in ('voided', 'expired')
)
select
    entry.row_number,
    entry.line_number,
    entry.order_name as order_id,
    entry.part::varchar as order_line,
    entry.ordered_at,
    case when not coalesce(sums.is_marketplace, false) and sums.email is null then 'tel:' || regexp_replace(sums.phone, '[^0-9+]', '', 'g') end
        as customer_id,
    case when not coalesce(sums.is_marketplace, false) then sums.email end as email,
    entry.product_id,
    entry.product_name,
    entry.quantity,
    entry.unit_price,
    entry.amount,
    sums.currency,
    sums.country,
    case when sums.source_name = 'pos' then 'store' when sums.is_marketplace then 'marketplace' else sums.source_name end
        as channel,
    sums.status,
    entry.extra
from rows_of_orders as entry
join sums on sums.order_name is not distinct from entry.order_name
order by sums.first_row, entry.part
