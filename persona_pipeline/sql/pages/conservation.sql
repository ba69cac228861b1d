-- Where all rows of each source went, up to the night.
with came as (
    select kind, source, sum(rows_in) as rows_in, sum(rows_quarantined) as rows_quarantined
    from ops.loads
    where status = 'accepted' and as_of <= $as_of
    group by kind, source
),

went as (
    select kind, source, sum(rows_core) as rows_core, sum(rows_duplicate) as rows_duplicate, sum(rows_replaced) as rows_replaced
    from ops.row_counts
    group by kind, source
)

select
    came.source,
    came.kind,
    cast(came.rows_in as bigint) as rows_in,
    cast(coalesce(went.rows_core, 0) as bigint) as rows_core,
    cast(coalesce(went.rows_duplicate, 0) as bigint) as rows_duplicate,
    cast(coalesce(went.rows_replaced, 0) as bigint) as rows_replaced,
    cast(came.rows_quarantined as bigint) as rows_quarantined
from came
left join went on came.kind = went.kind and came.source = went.source
order by came.kind, came.source
