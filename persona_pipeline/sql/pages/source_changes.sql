-- What changed in the columns of the sources over four weeks, the latest first.
select
    changes.as_of,
    changes.source,
    loads.file_name,
    changes.change,
    changes.header,
    coalesce(changes.before, '') as before,
    coalesce(changes.now, '') as now
from ops.source_changes as changes
join ops.loads as loads on loads.load_id = changes.load_id
where changes.as_of <= $as_of and changes.as_of > $as_of - 28
order by changes.as_of desc, changes.source, loads.file_name, changes.change, changes.header
limit $most
