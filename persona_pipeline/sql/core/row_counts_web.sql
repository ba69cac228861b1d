with rows_of_days as (
    select source, business_day, count(*) as rows_raw
    from raw.events
    where business_day in (select business_day from days)
    group by source, business_day
),
kept as (
    select source, business_day, count(*) as rows_core from new_events group by source, business_day
)
select
    'web' as kind,
    rows_of_days.source,
    rows_of_days.business_day,
    rows_of_days.rows_raw,
    coalesce(kept.rows_core, 0) as rows_core,
    rows_of_days.rows_raw - coalesce(kept.rows_core, 0) as rows_duplicate,
    0 as rows_replaced,
    null::decimal(18, 4) as amount_raw,
    null::decimal(18, 4) as amount_core,
    null::decimal(18, 4) as amount_duplicate
from rows_of_days
left join kept on kept.source = rows_of_days.source and kept.business_day = rows_of_days.business_day
