-- What is not known of a person makes them less certain: it is taken to lie one standard unit from either persona.
-- The nearest persona of each person, over the traits that are known of them; equal distances go to the lower id. The squared
-- distance over the choices of a question is that of somebody who chose nothing, and what each choice made adds to it.
with terms as (
    select
        c.persona_id,
        s.question,
        s.value,
        0.0 as base,
        -2 * s.weight * (s.centre / s.scale + c.centre) / s.scale as linear,
        s.weight / (s.scale * s.scale) as square
    from persona_choice_scale as s
    inner join persona_choice_centres as c on c.question = s.question and c.value = s.value
    union all
    select
        c.persona_id,
        s.question,
        '' as value,
        sum(s.weight * (s.centre / s.scale + c.centre) * (s.centre / s.scale + c.centre)) as base,
        0.0 as linear,
        0.0 as square
    from persona_choice_scale as s
    inner join persona_choice_centres as c on c.question = s.question and c.value = s.value
    group by c.persona_id, s.question
),

chosen as (
    select c.customer_key, t.persona_id, sum(c.sure * (t.base + t.linear * c.share + t.square * c.share * c.share)) as squares
    from persona_choices as c
    inner join terms as t on t.question = c.question and t.value = c.value
    group by c.customer_key, t.persona_id
),

measured as (
    select
        s.customer_key,
        s.known_share,
        s.weight,
        c.persona_id,
        round(sqrt(greatest((
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
            + coalesce(h.squares, 0)
        ) / s.weight, 0)), 6) as distance
    from persona_space as s
    cross join persona_centres as c
    left join chosen as h on h.customer_key = s.customer_key and h.persona_id = c.persona_id
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
    case when next_distance > 0 then round(1 - sqrt(
        (weight * distance * distance + greatest(1 - weight, 0))
        / (weight * next_distance * next_distance + greatest(1 - weight, 0))
    ), 6) else 0 end as certainty,
    round(known_share, 6) as known_share
from ranked
where place = 1
order by customer_key
