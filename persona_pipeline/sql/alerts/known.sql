-- Alerts up to the night that stand, or that were over in the last two months: who was told that they stand is told that they are over.
select
    alert_id,
    as_of,
    rule,
    subject,
    severity,
    title,
    body,
    evidence,
    resolved_as_of
from ops.alerts
where as_of <= $as_of and (resolved_as_of is null or resolved_as_of > (
    select max(greatest(as_of, coalesce(resolved_as_of, as_of))) from ops.alerts
) - interval 60 day)
order by as_of, alert_id
