insert into ops.source_changes (source, load_id, as_of, change, header, before, now)
values ($source, $load_id, $as_of, $change, $header, $before, $now)
