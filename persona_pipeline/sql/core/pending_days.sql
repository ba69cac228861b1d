select pending.business_day, count(raw.business_day) as rows_raw
from ops.pending_days as pending
left join rows_of_kind as raw on raw.business_day = pending.business_day
where pending.kind = $kind
group by pending.business_day
order by pending.business_day
