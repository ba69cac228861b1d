-- What was taken in for these nights, by whatever run.
select count(*) as files, coalesce(sum(rows_in), 0)::bigint as rows
from ops.loads
where status = 'accepted' and list_contains($dates, as_of)
