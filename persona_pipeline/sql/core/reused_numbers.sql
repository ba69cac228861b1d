-- Order numbers under which a later version replaced an order of somebody else on another day: most likely another order, whose
-- number began anew. Looks only at orders of which something was lost.
with lost as (
    select raw.source, raw.order_id, raw.business_day, trim(raw.customer_id) as customer_id, lower(trim(raw.email)) as email
    from raw.orders as raw
    semi join lost_order_lines as lines on lines.load_id = raw.load_id and lines.row_number = raw.row_number
),
kept as (
    select raw.source, raw.order_id, raw.business_day, trim(raw.customer_id) as customer_id, lower(trim(raw.email)) as email
    from raw.orders as raw
    semi join lost on lost.source = raw.source and lost.order_id = raw.order_id
    anti join lost_order_lines as lines on lines.load_id = raw.load_id and lines.row_number = raw.row_number
)
select
    lost.source,
    lost.order_id,
    min(lost.business_day) as lost_day,
    min(kept.business_day) as kept_day
from lost
join kept on kept.source = lost.source and kept.order_id = lost.order_id
where lost.business_day <> kept.business_day
    and case
        when lost.customer_id is not null and kept.customer_id is not null then lost.customer_id <> kept.customer_id
        else lost.email <> kept.email
    end
group by lost.source, lost.order_id
order by lost.source, lost.order_id
