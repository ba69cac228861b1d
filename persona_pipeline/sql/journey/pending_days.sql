-- The days that are to be read, earliest first, and how many events each has.
select pending.business_day, coalesce(sum(sessions.events), 0)::bigint as events
from ops.pending_days as pending
left join core.sessions as sessions on sessions.business_day = pending.business_day
where pending.kind = 'journey'
group by pending.business_day
order by pending.business_day
