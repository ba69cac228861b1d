-- Oldest first. What was over before it could be written wakes nobody.
select
    d.attempts,
    a.alert_id,
    a.as_of,
    a.rule,
    a.subject,
    a.severity,
    a.title,
    a.body,
    a.evidence,
    a.resolved_as_of
from ops.deliveries as d
inner join ops.alerts as a on a.alert_id = d.alert_id
where d.status <> 'delivered' and d.channel = $channel and a.as_of <= $as_of and (a.resolved_as_of is null or d.attempts > 0)
order by a.as_of, a.alert_id
