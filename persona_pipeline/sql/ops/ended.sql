update ops.nights
set status = $status, reason = $reason, finished_at = $now
where run_id = $run_id and (status <> 'published' or snapshot is null)
