-- Counts only: what stood in a refused record never leaves the quarantine.
with refused as (
    select 'orders' as kind, load_id, stage, reason_code, column_name from quarantine.orders
    union all
    select 'web' as kind, load_id, stage, reason_code, column_name from quarantine.events
    union all
    select 'survey' as kind, load_id, stage, reason_code, column_name from quarantine.responses
    union all
    select 'crm' as kind, load_id, stage, reason_code, column_name from quarantine.attributes
    union all
    select 'signals' as kind, load_id, stage, reason_code, column_name from quarantine.signals
)

select
    load.as_of,
    refused.kind,
    load.source,
    load.file_name,
    load.load_id,
    refused.stage,
    refused.reason_code,
    refused.column_name,
    count(*) as rows
from refused
inner join ops.loads as load on load.load_id = refused.load_id
where load.as_of <= $as_of
group by
    load.as_of, refused.kind, load.source, load.file_name, load.load_id, refused.stage, refused.reason_code, refused.column_name
