with raw_rows as (
    select source, business_day, survey_id, response_id, load_id, row_number
    from raw.responses
    where business_day in (select business_day from count_days)
),
fates as (
    select
        raw_rows.source,
        raw_rows.business_day,
        kept.load_id = raw_rows.load_id and kept.row_number = raw_rows.row_number as in_core,
        kept.load_id = raw_rows.load_id as of_winner
    from raw_rows
    left join core.responses as kept
        on kept.source = raw_rows.source
        and kept.survey_id = raw_rows.survey_id
        and kept.response_id = raw_rows.response_id
)
select
    'survey' as kind,
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
