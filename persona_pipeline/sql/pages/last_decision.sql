-- The first night of the last decision about drift that holds by the night.
select max(effective_as_of) as decided
from marts.drift_decisions
where effective_as_of <= $as_of
