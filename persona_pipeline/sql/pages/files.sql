-- The files of the night: those that were stopped first, then the latest.
select file_name, source, status, reason, rows_in, rows_accepted, rows_quarantined
from ops.loads
where as_of = $as_of
order by case status when 'held' then 0 when 'refused' then 1 else 2 end, sequence desc
limit $most
