-- Alerts that stand, newest first, with what they are about: for the forms that answer them.
select alert_id, as_of, rule, subject, severity, title, body, evidence
from ops.alerts
where resolved_as_of is null
order by as_of desc, alert_id
