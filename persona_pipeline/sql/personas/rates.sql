-- What the picture tells before any person is looked at: repeat orders and visits per day, and of how many each is known.
select
    coalesce(sum(frequency - 1) / nullif(sum(tenure_days), 0), 0)::double as frequency_rate,
    coalesce(sum(active_sessions - 1) / nullif(sum(web_tenure_days), 0), 0)::double as active_sessions_rate,
    count(*) as people,
    count(nullif(tenure_days, 0)) as frequency,
    count(order_value) as order_value,
    count(pieces_per_order) as pieces_per_order,
    count(refund_share) as refund_share,
    count(nullif(web_tenure_days, 0)) as active_sessions,
    count(pages_per_session) as pages_per_session,
    count(mobile_share) as mobile_share,
    count(paid_share) as paid_share,
    count(social_share) as social_share,
    count(email_share) as email_share,
    count(search_share) as search_share,
    count(cart_share) as cart_share,
    count(purchase_share) as purchase_share,
    count(nps) as nps,
    count(satisfaction) as satisfaction
from persona_picture
