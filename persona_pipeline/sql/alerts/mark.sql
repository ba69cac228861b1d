update ops.deliveries
set status = $status, attempts = $attempts, last_error = $last_error
where alert_id = $alert_id and channel = $channel
