-- Days on which an order of a pending day was also noted as purchased: which of them counts may have changed.
insert into ops.pending_days (kind, business_day)
with pending as (
    select business_day from ops.pending_days where kind = $kind
),
touched as (
    select source, order_id
    from raw.events
    where business_day in (select business_day from pending) and lower(event_name) = 'purchase' and order_id is not null
    union
    select source, order_id
    from core.events
    where business_day in (select business_day from pending) and event_name = 'purchase' and order_id is not null
)
select distinct $kind, raw.business_day
from raw.events as raw
semi join touched on touched.source = raw.source and touched.order_id = raw.order_id
anti join pending on pending.business_day = raw.business_day
where lower(raw.event_name) = 'purchase'
