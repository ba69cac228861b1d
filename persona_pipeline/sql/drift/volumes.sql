-- Rows that entered the figures, by day of the facts; customer attributes and signals enter none. Exact duplicates were counted once and do no harm.
select
    business_day,
    source,
    min(kind) as kind,
    sum(rows_core) as rows_core
from ops.row_counts
where business_day <= $as_of and kind in ('orders', 'web', 'survey')
group by business_day, source
order by business_day, source
