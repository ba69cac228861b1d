with fates as (
    select
        raw.source,
        raw.business_day,
        kept.load_id = raw.load_id and kept.row_number = raw.row_number as in_core,
        kept.load_id = raw.load_id as of_winner
    from raw.signals as raw
    left join core.signals as kept on kept.source = raw.source and kept.signal_id = raw.signal_id
    where raw.business_day in (select business_day from count_days)
)
select
    'signals' as kind,
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
