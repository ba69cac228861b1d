-- Why were rows refused, how many of how many, and since which night?
-- A file that was replaced by a later version of itself is left out: its rows count there.
with refused as (
    select as_of, load_id, source, file_name, reason_code, column_name, sum(rows) as rows
    from ops.refused_rows
    group by as_of, load_id, source, file_name, reason_code, column_name
)
select
    refused.source,
    refused.reason_code,
    refused.column_name,
    sum(refused.rows) as rows_refused,
    count(distinct refused.load_id) as files,
    sum(load.rows_in) as rows_in_these_files,
    min(refused.as_of) as first_night,
    max(refused.as_of) as last_night,
    max(refused.file_name) as last_file
from refused
inner join ops.loads as load on refused.load_id = load.load_id
where load.status <> 'superseded'
group by refused.source, refused.reason_code, refused.column_name
order by rows_refused desc, refused.source, refused.reason_code;
