insert into ops.pending_days (kind, business_day)
select $kind, days.business_day
from (select distinct business_day from rows_of_kind where load_id = $load_id) as days
anti join (select business_day from ops.pending_days where kind = $kind) as known
    on known.business_day = days.business_day
