-- Where the rows of the counted days went. Rows that core did not take are equal to one that it took (duplicate), or of a version
-- of their order that a later one replaced.
with raw_rows as (
    select
        raw.source,
        raw.business_day,
        raw.order_id,
        raw.load_id,
        raw.row_number,
        raw.updated_at,
        raw.amount
    from raw.orders as raw
    where raw.business_day in (select business_day from count_days)
),
core_rows as (
    select source, business_day, load_id, row_number, amount
    from core.order_lines
    where business_day in (select business_day from count_days)
),
left_out as (
    select raw_rows.*
    from raw_rows
    anti join core_rows on core_rows.load_id = raw_rows.load_id and core_rows.row_number = raw_rows.row_number
),
taken as (
    select distinct lines.source, lines.order_id, lines.load_id, raw.updated_at
    from core.order_lines as lines
    semi join left_out on left_out.source = lines.source and left_out.order_id = lines.order_id
    join raw.orders as raw on raw.load_id = lines.load_id and raw.row_number = lines.row_number
),
fates as (
    select left_out.source, left_out.business_day, left_out.amount, taken.order_id is not null as of_taken
    from left_out
    left join taken
        on taken.source = left_out.source
        and taken.order_id = left_out.order_id
        and taken.load_id = left_out.load_id
        and taken.updated_at is not distinct from left_out.updated_at
),
came as (
    select source, business_day, count(*) as rows_raw, sum(amount) as amount_raw
    from raw_rows
    group by source, business_day
),
kept as (
    select source, business_day, count(*) as rows_core, sum(amount) as amount_core
    from core_rows
    group by source, business_day
),
lost as (
    select
        source,
        business_day,
        count(*) filter (where of_taken) as rows_duplicate,
        count(*) filter (where not of_taken) as rows_replaced,
        sum(amount) filter (where of_taken) as amount_duplicate
    from fates
    group by source, business_day
)
select
    'orders' as kind,
    came.source,
    came.business_day,
    came.rows_raw,
    coalesce(kept.rows_core, 0) as rows_core,
    coalesce(lost.rows_duplicate, 0) as rows_duplicate,
    coalesce(lost.rows_replaced, 0) as rows_replaced,
    came.amount_raw::decimal(18, 4) as amount_raw,
    coalesce(kept.amount_core, 0)::decimal(18, 4) as amount_core,
    coalesce(lost.amount_duplicate, 0)::decimal(18, 4) as amount_duplicate
from came
left join kept on kept.source = came.source and kept.business_day = came.business_day
left join lost on lost.source = came.source and lost.business_day = came.business_day
