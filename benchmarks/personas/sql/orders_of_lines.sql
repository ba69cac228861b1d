select
    source,
    order_id,
    min(business_day) as business_day,
    min(ordered_at) as ordered_at,
    max(identity_key) as identity_key,
    case when count(*) filter (where amount > 0) > 0 then 'sale' else 'refund' end as order_type,
    count(*)::integer as lines,
    coalesce(sum(quantity) filter (where quantity > 0), 0) as pieces,
    coalesce(sum(amount) filter (where amount > 0), 0) as sales_amount,
    coalesce(-sum(amount) filter (where amount < 0), 0) as refund_amount,
    sum(amount) as net_amount
from core.order_lines
group by source, order_id
