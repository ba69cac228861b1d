-- How far each person of persona_space is from each centre of persona_centres: squared, in standard units, the mean over what is
-- known of them. Where persona_part_of names a person, only the centres that are part of the same persona are looked at. The squared
-- distance over the choices of a question is that of somebody who chose nothing, and what each choice made adds to it.
with terms as (
    select
        c.centre_id,
        c.part_of,
        s.question,
        s.value,
        0.0 as base,
        -2 * s.weight * (s.centre / s.scale + c.centre) / s.scale as linear,
        s.weight / (s.scale * s.scale) as square
    from persona_choice_scale as s
    inner join persona_choice_centres as c on c.question = s.question and c.value = s.value
    union all
    select
        c.centre_id,
        c.part_of,
        s.question,
        '' as value,
        sum(s.weight * (s.centre / s.scale + c.centre) * (s.centre / s.scale + c.centre)) as base,
        0.0 as linear,
        0.0 as square
    from persona_choice_scale as s
    inner join persona_choice_centres as c on c.question = s.question and c.value = s.value
    group by c.centre_id, c.part_of, s.question
),

chosen as (
    select c.customer_key, t.centre_id, sum(c.sure * (t.base + t.linear * c.share + t.square * c.share * c.share)) as squares
    from persona_choices as c
    left join persona_part_of as p on p.customer_key = c.customer_key
    inner join terms as t on t.question = c.question and t.value = c.value and t.part_of = coalesce(p.part_of, '')
    group by c.customer_key, t.centre_id
)

select
    s.customer_key,
    s.known_share,
    s.weight,
    c.centre_id,
    greatest((
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
    ) / s.weight, 0) as squared
from persona_space as s
left join persona_part_of as p on p.customer_key = s.customer_key
inner join persona_centres as c on c.part_of = coalesce(p.part_of, '')
left join chosen as h on h.customer_key = s.customer_key and h.centre_id = c.centre_id
where s.weight > 0
