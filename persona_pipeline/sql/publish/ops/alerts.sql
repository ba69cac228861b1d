-- Alerts raised up to the night; an end that lies after the night is not known yet.
select
    alert_id,
    as_of,
    rule,
    subject,
    severity,
    title,
    body,
    evidence,
    case when resolved_as_of <= $as_of then resolved_as_of end as resolved_as_of
from ops.alerts
where as_of <= $as_of
