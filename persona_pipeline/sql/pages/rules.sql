-- What each rule said about the batches of the night; examples are those of the batch where it failed most.
select
    table_name,
    rule,
    reason_code,
    severity,
    count(*) as batches,
    count(*) filter (where not success) as batches_failed,
    cast(sum(rows_checked) as bigint) as rows_checked,
    cast(sum(rows_failed) as bigint) as rows_failed,
    cast(arg_max(examples, case when success then -1 else coalesce(rows_failed, 0) end) as varchar) as examples,
    max(why) as why
from ops.validation_results
where as_of = $as_of
group by table_name, rule, reason_code, severity
order by
    (count(*) filter (where not success)) = 0,
    case severity when 'critical' then 0 when 'warning' then 1 else 2 end,
    rows_failed desc,
    table_name,
    rule
