-- Sale orders that were refunded whole, on their own lines or by an order that says it refunds them, as seen on the
-- day $as_of. Empty unless the policy is to leave them out.
with settled as (
    select
        o.source,
        coalesce(o.refund_of, o.order_id) as order_id,
        sum(l.amount) filter (where l.amount > 0) as sold,
        -sum(l.amount) filter (where l.amount < 0) as refunded
    from core.orders as o
    inner join core.order_lines as l on l.source = o.source and l.order_id = o.order_id
    where $leave_out and l.business_day <= $as_of
    group by o.source, coalesce(o.refund_of, o.order_id)
    having sum(l.amount) filter (where l.amount > 0) <= -sum(l.amount) filter (where l.amount < 0)
)
select
    o.identity_key,
    o.business_day,
    count(*)::integer as orders
from settled as s
inner join core.orders as o on o.source = s.source and o.order_id = s.order_id
where o.order_type = 'sale' and o.identity_key is not null and o.business_day <= $as_of
group by o.identity_key, o.business_day
