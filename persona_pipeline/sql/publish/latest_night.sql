-- The last night that was published at or after $as_of: running an old night again never takes newer ones away.
select coalesce(max(as_of), $as_of) as as_of
from ops.nights
where status = 'published' and as_of >= $as_of
