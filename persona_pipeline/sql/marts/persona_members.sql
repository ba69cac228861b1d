-- The nearest persona of each person, over the traits that are known of them; equal distances go to the lower id.
with measured as (
    select
        s.customer_key,
        s.known_share,
        c.persona_id,
        round(sqrt((
            coalesce(s.frequency_w * (s.frequency - c.frequency) * (s.frequency - c.frequency), 0)
            + coalesce(s.order_value_w * (s.order_value - c.order_value) * (s.order_value - c.order_value), 0)
            + coalesce(s.pieces_per_order_w * (s.pieces_per_order - c.pieces_per_order) * (s.pieces_per_order - c.pieces_per_order), 0)
            + coalesce(s.refund_share_w * (s.refund_share - c.refund_share) * (s.refund_share - c.refund_share), 0)
            + coalesce(s.active_sessions_w * (s.active_sessions - c.active_sessions) * (s.active_sessions - c.active_sessions), 0)
            + coalesce(s.pages_per_session_w * (s.pages_per_session - c.pages_per_session) * (s.pages_per_session - c.pages_per_session), 0)
            + coalesce(s.mobile_share_w * (s.mobile_share - c.mobile_share) * (s.mobile_share - c.mobile_share), 0)
            + coalesce(s.paid_share_w * (s.paid_share - c.paid_share) * (s.paid_share - c.paid_share), 0)
            + coalesce(s.social_share_w * (s.social_share - c.social_share) * (s.social_share - c.social_share), 0)
            + coalesce(s.email_share_w * (s.email_share - c.email_share) * (s.email_share - c.email_share), 0)
            + coalesce(s.search_share_w * (s.search_share - c.search_share) * (s.search_share - c.search_share), 0)
            + coalesce(s.cart_share_w * (s.cart_share - c.cart_share) * (s.cart_share - c.cart_share), 0)
            + coalesce(s.purchase_share_w * (s.purchase_share - c.purchase_share) * (s.purchase_share - c.purchase_share), 0)
            + coalesce(s.nps_w * (s.nps - c.nps) * (s.nps - c.nps), 0)
            + coalesce(s.satisfaction_w * (s.satisfaction - c.satisfaction) * (s.satisfaction - c.satisfaction), 0)
        ) / s.weight), 6) as distance
    from persona_space as s
    cross join persona_centres as c
    where s.weight > 0
),

ranked as (
    select
        *,
        row_number() over (partition by customer_key order by distance, persona_id) as place,
        lead(distance) over (partition by customer_key order by distance, persona_id) as next_distance
    from measured
)

select
    $as_of as as_of,
    customer_key,
    persona_id,
    cast($version as integer) as version,
    distance,
    case when next_distance > 0 then round(1 - distance / next_distance, 6) else 0 end as certainty,
    round(known_share, 6) as known_share
from ranked
where place = 1
order by customer_key
