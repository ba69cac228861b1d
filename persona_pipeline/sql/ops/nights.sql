insert into ops.nights (as_of, run_id, status, reason, started_at, finished_at)
values ($as_of, $run_id, $status, $reason, $started_at, $finished_at)
