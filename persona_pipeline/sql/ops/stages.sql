insert into ops.stages (as_of, stage, run_id, duration_s, figures)
values ($as_of, $stage, $run_id, $duration_s, $figures)
