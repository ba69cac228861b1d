-- How the night ended, or stands.
select status, reason
from ops.nights
where as_of = $as_of
