with raw_rows as (
    select
        raw.source,
        raw.business_day,
        raw.order_id,
        raw.load_id,
        raw.row_number,
        coalesce(raw.amount, raw.quantity * raw.unit_price - coalesce(raw.discount_amount, 0))::decimal(18, 4) as amount
    from raw.orders as raw
    where raw.business_day in (select business_day from count_days)
),
core_rows as (
    select lines.source, lines.order_id, lines.load_id, lines.row_number
    from core.order_lines as lines
    semi join raw_rows on raw_rows.source = lines.source and raw_rows.order_id = lines.order_id
),
winners as (
    select distinct source, order_id, load_id from core_rows
),
fates as (
    select
        raw_rows.source,
        raw_rows.business_day,
        raw_rows.amount,
        core_rows.row_number is not null as in_core,
        coalesce(winners.load_id = raw_rows.load_id, false) as of_winner
    from raw_rows
    left join core_rows on core_rows.load_id = raw_rows.load_id and core_rows.row_number = raw_rows.row_number
    left join winners on winners.source = raw_rows.source and winners.order_id = raw_rows.order_id
)
select
    'orders' as kind,
    source,
    business_day,
    count(*) as rows_raw,
    count(*) filter (where in_core) as rows_core,
    count(*) filter (where not in_core and of_winner) as rows_duplicate,
    count(*) filter (where not in_core and not of_winner) as rows_replaced,
    sum(amount)::decimal(18, 4) as amount_raw,
    coalesce(sum(amount) filter (where in_core), 0)::decimal(18, 4) as amount_core,
    coalesce(sum(amount) filter (where not in_core and of_winner), 0)::decimal(18, 4) as amount_duplicate
from fates
group by source, business_day
