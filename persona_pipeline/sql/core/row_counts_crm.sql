-- A row is in core where a period begins with it; one that won its day and says nothing new is a duplicate, as is one that lost to
-- its own file; one that lost to another file is replaced.
with keyed as (
    select
        raw.source,
        raw.business_day,
        raw.load_id,
        raw.row_number,
        first_value(raw.load_id) over (
            partition by
                raw.source,
                raw.business_day,
                case when trim(raw.customer_id) <> '' then 'c' || trim(raw.customer_id) else 'e' || lower(trim(raw.email)) end
            order by loads.sequence desc, raw.valid_from desc, raw.load_id desc, raw.row_number desc
        ) as winner_load
    from raw.attributes as raw
    join ops.loads as loads on loads.load_id = raw.load_id
    where raw.business_day in (select business_day from count_days)
),
fates as (
    select
        keyed.source,
        keyed.business_day,
        kept.row_number is not null as in_core,
        keyed.winner_load = keyed.load_id as of_winner
    from keyed
    left join core.customer_attributes as kept
        on kept.load_id = keyed.load_id and kept.row_number = keyed.row_number and kept.source = keyed.source
)
select
    'crm' as kind,
    source,
    business_day,
    count(*) as rows_raw,
    count(*) filter (where in_core) as rows_core,
    count(*) filter (where not in_core and of_winner) as rows_duplicate,
    count(*) filter (where not in_core and not of_winner) as rows_replaced,
    null::decimal(18, 4) as amount_raw,
    null::decimal(18, 4) as amount_core,
    null::decimal(18, 4) as amount_duplicate
from fates
group by source, business_day
