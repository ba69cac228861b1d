-- What people were told.
select as_of, rule, title, resolved_as_of
from ops.alerts
order by as_of
