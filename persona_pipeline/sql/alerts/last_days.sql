-- The last business day that each source brought anything for, and the first day of anything at all.
select
    source,
    max(business_day) as last_day,
    (select min(business_day) from ops.row_counts where business_day <= $as_of) as first_day
from ops.row_counts
where business_day <= $as_of and rows_raw > 0
group by source
order by source
