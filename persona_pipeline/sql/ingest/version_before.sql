-- Only where no other file still has that content: then its rows would leave raw.
select loads.first_day, loads.last_day, loads.rows_accepted
from ops.files as files
join ops.loads as loads on loads.load_id = files.load_id
where
    files.source = $source
    and files.file_name = $file_name
    and loads.load_id <> $load_id
    and loads.status = 'accepted'
    and loads.first_day is not null
    and not exists (
        select 1 from ops.files as others
        where others.load_id = files.load_id and (others.source <> files.source or others.file_name <> files.file_name)
    )
