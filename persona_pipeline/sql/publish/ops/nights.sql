-- The night that is being published does not know its snapshot yet: it is this file.
select
    as_of,
    run_id,
    case when as_of = $as_of then 'published' else status end as status,
    case when as_of = $as_of then null else reason end as reason,
    case when as_of = $as_of then $snapshot else snapshot end as snapshot,
    started_at,
    finished_at
from ops.nights
where as_of <= $as_of
