select
    source,
    order_id,
    min(business_day) as business_day,
    min(ordered_at) as ordered_at,
    max(identity_key) as identity_key,
    case
        when count(*) filter (where amount > 0) > 0 then 'sale'
        when count(*) filter (where amount < 0 or quantity < 0) > 0 then 'refund'
        else 'zero'
    end as order_type,
    count(*)::integer as lines,
    coalesce(sum(quantity) filter (where amount >= 0 and quantity > 0), 0)::decimal(18, 3) as pieces,
    coalesce(sum(amount) filter (where amount > 0), 0)::decimal(18, 4) as sales_amount,
    coalesce(-sum(amount) filter (where amount < 0), 0)::decimal(18, 4) as refund_amount,
    sum(amount)::decimal(18, 4) as net_amount,
    max(country) as country,
    max(channel) as channel,
    max(status) as status,
    max(refund_of) as refund_of
from new_order_lines
group by source, order_id
order by min(business_day), source, order_id
