create or replace temp table new_order_lines as
with candidates as (
    select
        raw.*,
        loads.sequence,
        hash(
            raw.line_number, raw.ordered_at, raw.updated_at, raw.customer_id, raw.email, raw.product_id,
            raw.product_name, raw.category, raw.quantity, raw.unit_price, raw.discount_amount, raw.amount,
            raw.currency, raw.country, raw.channel, raw.status, raw.refund_of, raw.extra::varchar
        ) as content_hash
    from raw.orders as raw
    join ops.loads as loads on loads.load_id = raw.load_id
    semi join touched_orders as touched on touched.source = raw.source and touched.order_id = raw.order_id
),
versions as (
    select
        source,
        order_id,
        load_id,
        row_number() over (
            partition by source, order_id
            order by max(updated_at) desc nulls last, max(sequence) desc, load_id desc
        ) as version_rank
    from candidates
    group by source, order_id, load_id
),
marked as (
    select
        candidates.*,
        versions.version_rank = 1 as is_winner,
        row_number() over (
            partition by candidates.source, candidates.order_id, candidates.load_id, candidates.content_hash
            order by candidates.row_number
        ) > 1 as is_duplicate
    from candidates
    join versions
        on versions.source = candidates.source
        and versions.order_id = candidates.order_id
        and versions.load_id = candidates.load_id
)
select
    marked.source,
    marked.order_id,
    marked.business_day,
    marked.ordered_at,
    coalesce(account.identity_key, address.identity_key) as identity_key,
    marked.line_number,
    marked.product_id,
    marked.product_name,
    marked.category,
    marked.quantity,
    marked.unit_price,
    coalesce(
        marked.amount, marked.quantity * marked.unit_price - coalesce(marked.discount_amount, 0)
    )::decimal(18, 4) as amount,
    marked.country,
    marked.channel,
    marked.status,
    marked.refund_of,
    marked.load_id,
    marked.row_number,
    marked.is_winner,
    marked.is_duplicate
from marked
join source_spaces as spaces on spaces.source = marked.source
left join raw.identifiers as account
    on account.namespace = 'customer' || spaces.space and account.value = trim(marked.customer_id)
left join raw.identifiers as address
    on address.namespace = 'email' and address.value = lower(trim(marked.email))
