update ops.nights
set status = 'published', reason = null, finished_at = $now, snapshot = coalesce($snapshot, snapshot)
where run_id = $run_id and status in ('running', 'published')
