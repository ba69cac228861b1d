select v.table_name, v.rule, v.load_id, l.file_name, cast(v.examples as varchar) as examples
from ops.validation_results as v
left join ops.loads as l on l.load_id = v.load_id
where v.as_of = $as_of and not v.success
qualify row_number() over (partition by v.table_name, v.rule order by l.file_name, v.load_id) <= 5
order by v.table_name, v.rule, l.file_name, v.load_id
