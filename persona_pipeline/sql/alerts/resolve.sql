update ops.alerts
set resolved_as_of = $as_of
where alert_id = $alert_id
