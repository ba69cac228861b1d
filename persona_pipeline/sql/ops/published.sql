update ops.nights
set status = 'published', finished_at = $now, snapshot = coalesce($snapshot, snapshot)
where run_id = $run_id and status in ('running', 'published')
