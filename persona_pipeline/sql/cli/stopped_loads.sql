-- A file that was mended has a later load under its name; only what still stands is shown.
select load_id, file_name, status, reason, as_of
from ops.loads as loads
where
    status in ('held', 'refused')
    and not exists (
        select 1 from ops.loads as later
        where later.source = loads.source and later.file_name = loads.file_name and later.sequence > loads.sequence
    )
order by sequence
