with sales as (
    select
        business_day,
        count(*) filter (where order_type = 'sale') as orders,
        count(*) filter (where order_type = 'sale' and identity_key is null) as guest_orders,
        count(*) filter (where refund_amount > 0) as refund_orders,
        sum(sales_amount) as sales_amount,
        sum(refund_amount) as refund_amount,
        sum(net_amount) as net_amount,
        count(distinct identity_key) filter (where order_type = 'sale') as customers
    from core.orders
    where business_day in (select business_day from days)
    group by business_day
),
visits as (
    select business_day, count(*) as sessions, count(*) filter (where purchases > 0) as purchase_sessions
    from core.sessions
    where business_day in (select business_day from days)
    group by business_day
),
replies as (
    select
        business_day,
        count(*) as responses,
        count(*) filter (where nps >= 9) as promoters,
        count(*) filter (where nps <= 6) as detractors,
        count(nps) as nps_answers
    from core.responses
    where business_day in (select business_day from days)
    group by business_day
)
select
    days.business_day,
    coalesce(sales.orders, 0) as orders,
    coalesce(sales.guest_orders, 0) as guest_orders,
    coalesce(sales.refund_orders, 0) as refund_orders,
    coalesce(sales.sales_amount, 0)::decimal(18, 2) as sales_amount,
    coalesce(sales.refund_amount, 0)::decimal(18, 2) as refund_amount,
    coalesce(sales.net_amount, 0)::decimal(18, 2) as net_amount,
    coalesce(sales.customers, 0) as customers,
    coalesce(visits.sessions, 0) as sessions,
    coalesce(visits.purchase_sessions, 0) as purchase_sessions,
    coalesce(replies.responses, 0) as responses,
    coalesce(replies.promoters, 0) as promoters,
    coalesce(replies.detractors, 0) as detractors,
    coalesce(replies.nps_answers, 0) as nps_answers
from days
left join sales on sales.business_day = days.business_day
left join visits on visits.business_day = days.business_day
left join replies on replies.business_day = days.business_day
where sales.business_day is not null or visits.business_day is not null or replies.business_day is not null
