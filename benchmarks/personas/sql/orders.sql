select
    l.source,
    l.order_id,
    min(l.business_day) as business_day,
    min(l.ordered_at) as ordered_at,
    max(l.identity_key) as identity_key,
    case when count(*) filter (where l.amount > 0) > 0 then 'sale' else 'refund' end as order_type,
    count(*)::integer as lines,
    coalesce(sum(l.quantity) filter (where l.quantity > 0), 0) as pieces,
    coalesce(sum(l.amount) filter (where l.amount > 0), 0) as sales_amount,
    coalesce(-sum(l.amount) filter (where l.amount < 0), 0) as refund_amount,
    sum(l.amount) as net_amount,
    max(o.channel) as channel
from core.order_lines as l
inner join (select order_id, max(channel) as channel from orders group by order_id) as o on o.order_id = l.order_id
group by l.source, l.order_id
