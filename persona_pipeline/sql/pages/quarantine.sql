-- Why rows of the night's files were refused, with up to 3 examples a reason; the record itself is never read here.
with refused as (
    select 'orders' as kind, load_id, file_name, row_number, reason_code, column_name, found, expected from quarantine.orders
    union all
    select 'web' as kind, load_id, file_name, row_number, reason_code, column_name, found, expected from quarantine.events
    union all
    select 'survey' as kind, load_id, file_name, row_number, reason_code, column_name, found, expected from quarantine.responses
    union all
    select 'crm' as kind, load_id, file_name, row_number, reason_code, column_name, found, expected from quarantine.attributes
    union all
    select 'signals' as kind, load_id, file_name, row_number, reason_code, column_name, found, expected from quarantine.signals
),

of_night as (
    select refused.*
    from refused
    inner join ops.loads as load on refused.load_id = load.load_id
    where load.as_of = $as_of
)

select
    kind,
    reason_code,
    column_name,
    count(*) over (partition by kind, reason_code) as rows_refused,
    file_name,
    row_number,
    left(found, 200) as found,
    left(expected, 300) as expected
from of_night
qualify row_number() over (partition by kind, reason_code order by file_name, of_night.row_number, load_id) <= 3
order by rows_refused desc, kind, reason_code, file_name, of_night.row_number
