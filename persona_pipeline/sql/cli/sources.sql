select
    source,
    any_value(kind) as kind,
    count(*) filter (where status = 'accepted') as files,
    coalesce(sum(rows_in) filter (where status = 'accepted'), 0)::bigint as rows_in,
    coalesce(sum(rows_accepted) filter (where status = 'accepted'), 0)::bigint as rows_accepted,
    coalesce(sum(rows_quarantined) filter (where status = 'accepted'), 0)::bigint as rows_quarantined,
    count(*) filter (where status in ('held', 'refused')) as files_stopped,
    max(last_day) filter (where status = 'accepted') as last_day
from ops.loads
group by source
order by source
