insert into ops.pending_days (kind, business_day)
select 'journey', business_day
from count_days
anti join (select business_day from ops.pending_days where kind = 'journey') as known
    on known.business_day = count_days.business_day
