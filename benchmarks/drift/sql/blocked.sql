-- Nights whose data was not trusted.
select as_of, measure, reference_value, night_value, round(z, 1) as z
from marts.drift_signals
where level = 'quality' and state = 'blocked'
order by as_of
