-- Rows that entered the figures, by day of the facts. Exact duplicates were counted once and do no harm.
select
    business_day,
    source,
    min(kind) as kind,
    sum(rows_core) as rows_core
from ops.row_counts
where business_day <= $as_of
group by business_day, source
order by business_day, source
