-- What the thresholds of a version are multiplied by.
select level, threshold_factor
from marts.drift_budget
where version = $version and threshold_factor is not null
order by level
