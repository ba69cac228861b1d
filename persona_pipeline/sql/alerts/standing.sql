-- Alerts of a rule that stood on the night: raised by then, and not over by then.
select alert_id, subject, evidence
from ops.alerts
where rule = $rule and as_of <= $as_of and (resolved_as_of is null or resolved_as_of > $as_of)
order by as_of, alert_id
