-- Rows that do not count: of an event that came again on its day all but the last, and purchases that were counted before. They
-- are a table of their own, because the planner cannot tell how few they are.
create or replace temp table lost_events as
with repeated as (
    select source, event_id, business_day
    from raw.events
    where business_day in (select business_day from days)
    group by source, event_id, business_day
    having count(*) > 1
),
older as (
    select candidates.load_id, candidates.row_number
    from raw.events as candidates
    join ops.loads as loads on loads.load_id = candidates.load_id
    semi join repeated
        on repeated.source = candidates.source
        and repeated.event_id = candidates.event_id
        and repeated.business_day = candidates.business_day
    where candidates.business_day in (select business_day from days)
    qualify row_number() over (
        partition by candidates.source, candidates.event_id, candidates.business_day
        order by loads.sequence desc, candidates.load_id desc, candidates.row_number desc
    ) > 1
)
select load_id, row_number
from older
union
select purchases.load_id, purchases.row_number
from raw.events as purchases
anti join counted_purchases as counted
    on counted.load_id = purchases.load_id and counted.row_number = purchases.row_number
where purchases.business_day in (select business_day from days)
    and lower(purchases.event_name) = 'purchase'
    and purchases.order_id is not null
