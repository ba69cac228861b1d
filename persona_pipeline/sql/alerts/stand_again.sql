update ops.alerts
set resolved_as_of = null, title = $title, body = $body
where alert_id = $alert_id and resolved_as_of is not null
