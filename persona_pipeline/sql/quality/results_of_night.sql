select
    table_name,
    rule,
    max(severity) as severity,
    max(column_name) as column_name,
    max(reason_code) as reason_code,
    max(why) as why,
    count(*) as batches,
    count(*) filter (where not success) as batches_failed,
    cast(sum(rows_checked) as bigint) as rows_checked,
    cast(coalesce(sum(rows_failed), 0) as bigint) as rows_failed
from ops.validation_results
where as_of = $as_of
group by table_name, rule
order by table_name, rule
