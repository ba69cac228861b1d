-- What the thresholds of a version are multiplied by, if it was worked out from the same nights and settings.
select level, threshold_factor
from marts.drift_budget
where version = $version and fingerprint = $fingerprint
order by level
