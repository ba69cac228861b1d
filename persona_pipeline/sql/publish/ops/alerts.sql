-- Alerts raised up to the night; an end that lies after the night is not known yet. Figures that marts.drift_signals does not
-- tell are not told here either.
select
    alert.alert_id,
    alert.as_of,
    alert.rule,
    alert.subject,
    alert.severity,
    alert.title,
    coalesce(told.body, alert.body) as body,
    coalesce(told.evidence, alert.evidence) as evidence,
    case when alert.resolved_as_of <= $as_of then alert.resolved_as_of end as resolved_as_of
from ops.alerts as alert
left join told_alerts as told on told.alert_id = alert.alert_id
where alert.as_of <= $as_of
