-- The latest version of an order replaces the earlier ones whole, also within one file: its lines then come again with another
-- ``updated_at``. Only orders that stand in several loads or versions are ranked; most have one. A file that notes the last change
-- of each line (no line comes twice) holds one version.
create or replace temp table lost_order_lines as
with candidates as (
    select
        raw.source,
        raw.order_id,
        raw.load_id,
        raw.row_number,
        raw.line_number,
        raw.updated_at
    from raw.orders as raw
    semi join touched_orders as touched on touched.source = raw.source and touched.order_id = raw.order_id
),
contested as (
    select source, order_id
    from candidates
    group by source, order_id
    having min(load_id) <> max(load_id)
        or min(updated_at) <> max(updated_at)
        or count(updated_at) not in (0, count(*))
),
rivals as (
    select candidates.*
    from candidates
    semi join contested on contested.source = candidates.source and contested.order_id = candidates.order_id
),
versions_of_lines as (
    select
        source,
        order_id,
        load_id,
        max(updated_at) as updated_at,
        count(distinct updated_at) + case when count(updated_at) < count(*) then 1 else 0 end as versions
    from rivals
    group by source, order_id, load_id, line_number
),
versions as (
    select lines.source, lines.order_id, lines.load_id, max(lines.updated_at) as updated_at, max(lines.versions) > 1 as is_repeated
    from versions_of_lines as lines
    join ops.loads as loads on loads.load_id = lines.load_id
    group by lines.source, lines.order_id, lines.load_id
    qualify row_number() over (
        partition by lines.source, lines.order_id
        order by max(lines.updated_at) desc nulls last, max(loads.sequence) desc, lines.load_id desc
    ) = 1
),
replaced as (
    select rivals.load_id, rivals.row_number
    from rivals
    join versions on versions.source = rivals.source and versions.order_id = rivals.order_id
    where versions.load_id <> rivals.load_id
        or (versions.is_repeated and versions.updated_at is distinct from rivals.updated_at)
),
alike as (
    select raw.load_id, hash(raw.source, raw.order_id, raw.line_number, raw.product_id, raw.amount) as few_hash
    from raw.orders as raw
    semi join touched_orders as touched on touched.source = raw.source and touched.order_id = raw.order_id
    group by raw.load_id, few_hash
    having count(*) > 1
),
contents as (
    select
        raw.source,
        raw.order_id,
        raw.load_id,
        raw.row_number,
        hash(
            raw.line_number, raw.ordered_at, raw.updated_at, raw.customer_id, raw.email, raw.product_id,
            raw.product_name, raw.category, raw.quantity, raw.unit_price, raw.discount_amount, raw.amount,
            raw.currency, raw.country, raw.channel, raw.status, raw.refund_of, raw.extra::varchar
        ) as content_hash
    from raw.orders as raw
    semi join touched_orders as touched on touched.source = raw.source and touched.order_id = raw.order_id
    semi join alike
        on alike.load_id = raw.load_id
        and alike.few_hash = hash(raw.source, raw.order_id, raw.line_number, raw.product_id, raw.amount)
),
duplicates as (
    select load_id, row_number
    from contents
    qualify row_number() over (partition by source, order_id, load_id, content_hash order by row_number) > 1
)
select load_id, row_number from replaced
union
select load_id, row_number from duplicates
