-- Where each person of the temporary table persona_picture stands in the space of traits, in standard units, and how
-- much each trait weighs for them: a trait's weight grows with what is known (n / (n + half_at)) and is 0 where nothing is.
-- The rows of persona_scale hold the definition's figures, one column a trait; choices stand in persona_choices, one row
-- each, and only what they weigh is added here. Rates are per day and shrunk to the shop's,
-- so that neither a new customer nor a longer history moves anybody by itself.
with traits as (
    select
        f.customer_key,
        sqrt((f.frequency - 1 + prior.frequency * half_at.frequency) / (f.tenure_days + half_at.frequency)) as frequency,
        ln(1 + f.order_value) as order_value,
        ln(1 + f.pieces_per_order) as pieces_per_order,
        f.refund_share as refund_share,
        sqrt((f.active_sessions - 1 + prior.active_sessions * half_at.active_sessions) / (f.web_tenure_days + half_at.active_sessions)) as active_sessions,
        ln(1 + f.pages_per_session) as pages_per_session,
        f.mobile_share as mobile_share,
        f.paid_share as paid_share,
        f.social_share as social_share,
        f.email_share as email_share,
        f.search_share as search_share,
        f.cart_share as cart_share,
        f.purchase_share as purchase_share,
        f.nps as nps,
        f.satisfaction as satisfaction,
        case when f.frequency is not null then weight.frequency * f.tenure_days / (f.tenure_days + half_at.frequency) else 0 end as frequency_w,
        case when f.order_value is not null then weight.order_value * f.frequency / (f.frequency + half_at.order_value) else 0 end as order_value_w,
        case when f.pieces_per_order is not null then weight.pieces_per_order * f.frequency / (f.frequency + half_at.pieces_per_order) else 0 end as pieces_per_order_w,
        case when f.refund_share is not null then weight.refund_share * f.frequency / (f.frequency + half_at.refund_share) else 0 end as refund_share_w,
        case when f.active_sessions is not null then weight.active_sessions * f.web_tenure_days / (f.web_tenure_days + half_at.active_sessions) else 0 end as active_sessions_w,
        case when f.pages_per_session is not null then weight.pages_per_session * f.active_sessions / (f.active_sessions + half_at.pages_per_session) else 0 end as pages_per_session_w,
        case when f.mobile_share is not null then weight.mobile_share * f.active_sessions / (f.active_sessions + half_at.mobile_share) else 0 end as mobile_share_w,
        case when f.paid_share is not null then weight.paid_share * f.active_sessions / (f.active_sessions + half_at.paid_share) else 0 end as paid_share_w,
        case when f.social_share is not null then weight.social_share * f.active_sessions / (f.active_sessions + half_at.social_share) else 0 end as social_share_w,
        case when f.email_share is not null then weight.email_share * f.active_sessions / (f.active_sessions + half_at.email_share) else 0 end as email_share_w,
        case when f.search_share is not null then weight.search_share * f.active_sessions / (f.active_sessions + half_at.search_share) else 0 end as search_share_w,
        case when f.cart_share is not null then weight.cart_share * f.active_sessions / (f.active_sessions + half_at.cart_share) else 0 end as cart_share_w,
        case when f.purchase_share is not null then weight.purchase_share * f.active_sessions / (f.active_sessions + half_at.purchase_share) else 0 end as purchase_share_w,
        case when f.nps is not null then weight.nps * 1 / (1 + half_at.nps) else 0 end as nps_w,
        case when f.satisfaction is not null then weight.satisfaction * 1 / (1 + half_at.satisfaction) else 0 end as satisfaction_w
    from persona_picture as f
    inner join persona_scale as prior on prior.kind = 'prior'
    inner join persona_scale as half_at on half_at.kind = 'half_at'
    inner join persona_scale as weight on weight.kind = 'weight'
),

scaled as (
    select
        t.customer_key,
        case when t.frequency is not null then greatest(low.frequency, least(high.frequency, (t.frequency - centre.frequency) / scale.frequency)) end as frequency,
        case when t.order_value is not null then greatest(low.order_value, least(high.order_value, (t.order_value - centre.order_value) / scale.order_value)) end as order_value,
        case when t.pieces_per_order is not null then greatest(low.pieces_per_order, least(high.pieces_per_order, (t.pieces_per_order - centre.pieces_per_order) / scale.pieces_per_order)) end as pieces_per_order,
        case when t.refund_share is not null then greatest(low.refund_share, least(high.refund_share, (t.refund_share - centre.refund_share) / scale.refund_share)) end as refund_share,
        case when t.active_sessions is not null then greatest(low.active_sessions, least(high.active_sessions, (t.active_sessions - centre.active_sessions) / scale.active_sessions)) end as active_sessions,
        case when t.pages_per_session is not null then greatest(low.pages_per_session, least(high.pages_per_session, (t.pages_per_session - centre.pages_per_session) / scale.pages_per_session)) end as pages_per_session,
        case when t.mobile_share is not null then greatest(low.mobile_share, least(high.mobile_share, (t.mobile_share - centre.mobile_share) / scale.mobile_share)) end as mobile_share,
        case when t.paid_share is not null then greatest(low.paid_share, least(high.paid_share, (t.paid_share - centre.paid_share) / scale.paid_share)) end as paid_share,
        case when t.social_share is not null then greatest(low.social_share, least(high.social_share, (t.social_share - centre.social_share) / scale.social_share)) end as social_share,
        case when t.email_share is not null then greatest(low.email_share, least(high.email_share, (t.email_share - centre.email_share) / scale.email_share)) end as email_share,
        case when t.search_share is not null then greatest(low.search_share, least(high.search_share, (t.search_share - centre.search_share) / scale.search_share)) end as search_share,
        case when t.cart_share is not null then greatest(low.cart_share, least(high.cart_share, (t.cart_share - centre.cart_share) / scale.cart_share)) end as cart_share,
        case when t.purchase_share is not null then greatest(low.purchase_share, least(high.purchase_share, (t.purchase_share - centre.purchase_share) / scale.purchase_share)) end as purchase_share,
        case when t.nps is not null then greatest(low.nps, least(high.nps, (t.nps - centre.nps) / scale.nps)) end as nps,
        case when t.satisfaction is not null then greatest(low.satisfaction, least(high.satisfaction, (t.satisfaction - centre.satisfaction) / scale.satisfaction)) end as satisfaction,
        t.frequency_w,
        t.order_value_w,
        t.pieces_per_order_w,
        t.refund_share_w,
        t.active_sessions_w,
        t.pages_per_session_w,
        t.mobile_share_w,
        t.paid_share_w,
        t.social_share_w,
        t.email_share_w,
        t.search_share_w,
        t.cart_share_w,
        t.purchase_share_w,
        t.nps_w,
        t.satisfaction_w,
        (
            case when t.frequency is not null then weight.frequency else 0 end
            + case when t.order_value is not null then weight.order_value else 0 end
            + case when t.pieces_per_order is not null then weight.pieces_per_order else 0 end
            + case when t.refund_share is not null then weight.refund_share else 0 end
            + case when t.active_sessions is not null then weight.active_sessions else 0 end
            + case when t.pages_per_session is not null then weight.pages_per_session else 0 end
            + case when t.mobile_share is not null then weight.mobile_share else 0 end
            + case when t.paid_share is not null then weight.paid_share else 0 end
            + case when t.social_share is not null then weight.social_share else 0 end
            + case when t.email_share is not null then weight.email_share else 0 end
            + case when t.search_share is not null then weight.search_share else 0 end
            + case when t.cart_share is not null then weight.cart_share else 0 end
            + case when t.purchase_share is not null then weight.purchase_share else 0 end
            + case when t.nps is not null then weight.nps else 0 end
            + case when t.satisfaction is not null then weight.satisfaction else 0 end
        ) as known_share
    from traits as t
    inner join persona_scale as centre on centre.kind = 'centre'
    inner join persona_scale as scale on scale.kind = 'scale'
    inner join persona_scale as low on low.kind = 'low'
    inner join persona_scale as high on high.kind = 'high'
    inner join persona_scale as weight on weight.kind = 'weight'
),

choices as (
    select customer_key, sum(weight * sure) as weight, sum(weight) as known
    from persona_choices
    group by customer_key
)

select
    s.* exclude (known_share),
    s.known_share + coalesce(c.known, 0) as known_share,
    (
        frequency_w
        + order_value_w
        + pieces_per_order_w
        + refund_share_w
        + active_sessions_w
        + pages_per_session_w
        + mobile_share_w
        + paid_share_w
        + social_share_w
        + email_share_w
        + search_share_w
        + cart_share_w
        + purchase_share_w
        + nps_w
        + satisfaction_w
        + coalesce(c.weight, 0)
    ) as weight
from scaled as s
left join choices as c on c.customer_key = s.customer_key
