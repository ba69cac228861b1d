-- Alerts that stand; those about personas first among equals.
select alert_id, rule, subject, severity, title, body, as_of
from ops.alerts
where as_of <= $as_of and (resolved_as_of is null or resolved_as_of > $as_of)
order by case severity when 'critical' then 0 when 'warning' then 1 else 2 end, rule = 'verdict_re_evaluate' desc, as_of desc, alert_id
limit 40
