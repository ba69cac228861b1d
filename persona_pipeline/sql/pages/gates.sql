-- The gates that stopped the night, as its alerts tell them.
select distinct json_extract_string(evidence, '$.gate') as gate
from ops.alerts
where rule = 'gate_stopped' and as_of = $as_of
order by gate
