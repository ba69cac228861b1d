select alert_id, as_of, rule, subject, severity, title, body, resolved_as_of
from ops.alerts
where resolved_as_of is null or $everything
order by as_of desc, alert_id
