update ops.deliveries
set status = 'waiting'
where alert_id = $alert_id
