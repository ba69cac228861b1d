-- First the sums of each identifier, then those of each person: the join then meets people, not days. Ratings are added
-- as whole millionths, because the order of a sum of floats matters.
with by_identifier as (
    select
        d.identity_key,
        sum(d.orders - coalesce(r.orders, 0)) as counted_orders,
        min(d.business_day) filter (where d.orders > coalesce(r.orders, 0)) as first_order_day,
        max(d.business_day) filter (where d.orders > coalesce(r.orders, 0)) as last_order_day,
        sum(d.orders) as orders,
        sum(d.refunds) as refunds,
        sum(d.pieces) as pieces,
        sum(d.sales_amount) as sales_amount,
        sum(d.refund_amount) as refund_amount,
        min(d.business_day) filter (where d.sessions > 0) as first_session_day,
        sum(d.sessions) as sessions,
        sum(d.mobile_sessions) as mobile_sessions,
        sum(d.paid_sessions) as paid_sessions,
        sum(d.social_sessions) as social_sessions,
        sum(d.email_sessions) as email_sessions,
        sum(d.search_sessions) as search_sessions,
        sum(d.cart_sessions) as cart_sessions,
        sum(d.purchase_sessions) as purchase_sessions,
        sum(d.page_views) as page_views,
        sum(d.responses) as responses,
        sum(d.nps_answers) as nps_answers,
        sum(d.nps_sum) as nps_sum,
        sum(d.satisfaction_answers) as satisfaction_answers,
        sum(cast(round(d.satisfaction_sum * 1000000) as bigint)) as satisfaction_micros
    from core.customer_day as d
    left join refunded_orders as r on r.identity_key = d.identity_key and r.business_day = d.business_day
    where d.business_day between $first_day and $as_of
        and (not $only_some or d.identity_key in (select identity_key from picture_people))
    group by d.identity_key
),

by_person as (
    select
        coalesce(i.customer_key, b.identity_key) as customer_key,
        sum(b.counted_orders) as counted_orders,
        min(b.first_order_day) as first_order_day,
        max(b.last_order_day) as last_order_day,
        sum(b.orders) as orders,
        sum(b.refunds) as refunds,
        sum(b.pieces) as pieces,
        sum(b.sales_amount) as sales_amount,
        sum(b.refund_amount) as refund_amount,
        min(b.first_session_day) as first_session_day,
        sum(b.sessions) as sessions,
        sum(b.mobile_sessions) as mobile_sessions,
        sum(b.paid_sessions) as paid_sessions,
        sum(b.social_sessions) as social_sessions,
        sum(b.email_sessions) as email_sessions,
        sum(b.search_sessions) as search_sessions,
        sum(b.cart_sessions) as cart_sessions,
        sum(b.purchase_sessions) as purchase_sessions,
        sum(b.page_views) as page_views,
        sum(b.responses) as responses,
        sum(b.nps_answers) as nps_answers,
        sum(b.nps_sum) as nps_sum,
        sum(b.satisfaction_answers) as satisfaction_answers,
        sum(b.satisfaction_micros) as satisfaction_micros
    from by_identifier as b
    left join core.identities as i on i.identity_key = b.identity_key
    group by coalesce(i.customer_key, b.identity_key)
)

select
    $as_of as as_of,
    customer_key,
    counted_orders > 0 as in_orders,
    sessions > 0 as in_web,
    responses > 0 as in_survey,
    date_diff('day', last_order_day, $as_of)::integer as recency_days,
    date_diff('day', first_order_day, $as_of)::integer as tenure_days,
    nullif(counted_orders, 0)::integer as frequency,
    case
        when orders > 0 or refunds > 0
            then cast(sales_amount - case when $subtract then refund_amount else 0 end as decimal(18, 2))
    end as monetary,
    round(sales_amount / nullif(orders, 0), 6)::double as order_value,
    round(pieces / nullif(orders, 0), 6)::double as pieces_per_order,
    case when sales_amount > 0 then round(least(refund_amount / sales_amount, 1), 6) end::double as refund_share,
    date_diff('day', first_session_day, $as_of)::integer as web_tenure_days,
    nullif(sessions, 0)::integer as active_sessions,
    round(page_views / nullif(sessions, 0), 6)::double as pages_per_session,
    round(mobile_sessions / nullif(sessions, 0), 6)::double as mobile_share,
    round(paid_sessions / nullif(sessions, 0), 6)::double as paid_share,
    round(social_sessions / nullif(sessions, 0), 6)::double as social_share,
    round(email_sessions / nullif(sessions, 0), 6)::double as email_share,
    round(search_sessions / nullif(sessions, 0), 6)::double as search_share,
    round(cart_sessions / nullif(sessions, 0), 6)::double as cart_share,
    round(purchase_sessions / nullif(sessions, 0), 6)::double as purchase_share,
    round(nps_sum / nullif(nps_answers, 0), 6)::double as nps,
    round(satisfaction_micros / 1000000.0 / nullif(satisfaction_answers, 0), 6)::double as satisfaction
from by_person
order by customer_key
