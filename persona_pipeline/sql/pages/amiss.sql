-- Sources whose rows of the night are far from what they usually bring, and whether they are fewer.
select substr(measure, length('rows:') + 1) as source, direction = 'down' as is_fewer
from marts.drift_signals
where as_of = $as_of and level = 'quality' and state = 'blocked' and measure like 'rows:%'
order by source
