select as_of, status, snapshot, reason, started_at, finished_at
from ops.nights
order by as_of desc
limit $nights
