-- Why gates stopped the night, as its alerts tell it; the gate itself where an alert names no cause.
select distinct
    unnest(coalesce(
        from_json(evidence -> '$.causes', '["VARCHAR"]'), [json_extract_string(evidence, '$.gate')]
    )) as gate
from ops.alerts
where rule = 'gate_stopped' and as_of = $as_of
order by gate
