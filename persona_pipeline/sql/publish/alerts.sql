-- Alerts up to the night, with what they say.
select as_of, alert_id, body, evidence
from ops.alerts
where as_of <= $as_of
