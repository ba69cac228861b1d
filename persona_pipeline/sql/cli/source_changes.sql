-- What changed in the columns and questions of the sources, as the newest night noted it.
select
    changes.source,
    loads.file_name,
    changes.change,
    changes.header,
    coalesce(changes.before, '') as before,
    coalesce(changes.now, '') as now
from ops.source_changes as changes
join ops.loads as loads on loads.load_id = changes.load_id
where changes.as_of = (select max(as_of) from ops.nights)
order by changes.source, loads.file_name, changes.change, changes.header
