-- Every source that ever brought something: what it brought tonight, and the last day it has data of.
with loads as (
    select
        source,
        kind,
        count(*) filter (where as_of = $as_of) as files,
        sum(rows_in) filter (where as_of = $as_of) as rows_in,
        sum(rows_accepted) filter (where as_of = $as_of and status = 'accepted') as rows_accepted,
        sum(rows_quarantined) filter (where as_of = $as_of) as rows_quarantined,
        count(*) filter (where as_of = $as_of and status in ('held', 'refused')) as files_stopped,
        max(last_day) filter (where status = 'accepted' and last_day <= $as_of) as last_day
    from ops.loads
    where as_of <= $as_of
    group by source, kind
)

select
    source,
    kind,
    files,
    cast(coalesce(rows_in, 0) as bigint) as rows_in,
    cast(coalesce(rows_accepted, 0) as bigint) as rows_accepted,
    cast(coalesce(rows_quarantined, 0) as bigint) as rows_quarantined,
    files_stopped,
    last_day
from loads
order by kind, source
