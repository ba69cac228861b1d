-- Sources whose rows of the night are far from what they usually bring, and whether they are fewer: by the night's signals, and by
-- the rule that looks at each file.
select source, bool_or(is_fewer) as is_fewer
from (
    select substr(measure, length('rows:') + 1) as source, direction = 'down' as is_fewer
    from marts.drift_signals
    where as_of = $as_of and level = 'quality' and state = 'blocked' and measure like 'rows:%'
    union all
    select loads.source, true as is_fewer
    from ops.validation_results as results
    join ops.loads as loads on loads.load_id = results.load_id and loads.status = 'accepted'
    where results.as_of = $as_of and results.rule = 'volume_is_as_usual' and not results.success
)
group by source
order by source
