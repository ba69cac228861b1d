insert into ops.rolled_days (rolled, business_day)
select (select coalesce(max(rolled), 0) + 1 from ops.rolled_days) as rolled, business_day
from days
