delete from ops.pending_days where kind = $kind and business_day in (select business_day from days)
