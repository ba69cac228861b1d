with parts as (
    select
        identity_key,
        business_day,
        count(*) filter (where order_type = 'sale') as orders,
        count(*) filter (where refund_amount > 0) as refunds,
        sum(pieces) as pieces,
        sum(sales_amount) as sales_amount,
        sum(refund_amount) as refund_amount,
        sum(net_amount) as net_amount,
        0 as sessions, 0 as mobile_sessions, 0 as paid_sessions, 0 as social_sessions, 0 as email_sessions,
        0 as search_sessions, 0 as cart_sessions, 0 as checkout_sessions, 0 as purchase_sessions, 0 as page_views,
        0 as product_views, 0 as duration_s, 0 as responses, 0 as nps_answers, 0 as nps_sum, 0 as promoters,
        0 as detractors, 0 as satisfaction_answers, 0.0::double as satisfaction_sum
    from core.orders
    where identity_key is not null and business_day in (select business_day from days)
    group by identity_key, business_day
    union all
    select
        identity_key, business_day, 0, 0, 0, 0, 0, 0,
        count(*),
        count(*) filter (where device in ('mobile', 'smartphone', 'phablet')),
        count(*) filter (where lower(traffic_medium) in ('cpc', 'ppc', 'paid', 'display', 'paid_social', 'paidsearch')),
        count(*) filter (where lower(traffic_medium) in ('social', 'paid_social', 'social-media', 'sm')),
        count(*) filter (where lower(traffic_medium) in ('email', 'e-mail', 'newsletter')),
        count(*) filter (where searches > 0),
        count(*) filter (where cart_adds > 0),
        count(*) filter (where checkouts > 0),
        count(*) filter (where purchases > 0),
        sum(page_views), sum(product_views), sum(duration_s), 0, 0, 0, 0, 0, 0, 0.0::double
    from core.sessions
    where identity_key is not null and business_day in (select business_day from days)
    group by identity_key, business_day
    union all
    select
        identity_key, business_day, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        count(*),
        count(nps),
        coalesce(sum(nps), 0),
        count(*) filter (where nps >= 9),
        count(*) filter (where nps <= 6),
        count(satisfaction),
        coalesce(round(sum(satisfaction), 6), 0)
    from core.responses
    where identity_key is not null and business_day in (select business_day from days)
    group by identity_key, business_day
)
select
    identity_key,
    business_day,
    sum(orders)::integer as orders,
    sum(refunds)::integer as refunds,
    sum(pieces)::decimal(18, 3) as pieces,
    sum(sales_amount)::decimal(18, 4) as sales_amount,
    sum(refund_amount)::decimal(18, 4) as refund_amount,
    sum(net_amount)::decimal(18, 4) as net_amount,
    sum(sessions)::integer as sessions,
    sum(mobile_sessions)::integer as mobile_sessions,
    sum(paid_sessions)::integer as paid_sessions,
    sum(social_sessions)::integer as social_sessions,
    sum(email_sessions)::integer as email_sessions,
    sum(search_sessions)::integer as search_sessions,
    sum(cart_sessions)::integer as cart_sessions,
    sum(checkout_sessions)::integer as checkout_sessions,
    sum(purchase_sessions)::integer as purchase_sessions,
    sum(page_views)::integer as page_views,
    sum(product_views)::integer as product_views,
    sum(duration_s)::bigint as duration_s,
    sum(responses)::integer as responses,
    sum(nps_answers)::integer as nps_answers,
    sum(nps_sum)::bigint as nps_sum,
    sum(promoters)::integer as promoters,
    sum(detractors)::integer as detractors,
    sum(satisfaction_answers)::integer as satisfaction_answers,
    round(sum(satisfaction_sum), 6) as satisfaction_sum
from parts
group by identity_key, business_day
order by business_day, identity_key
