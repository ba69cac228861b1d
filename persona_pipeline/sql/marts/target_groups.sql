-- Everybody to the nearest of the target groups that their persona is made of, as marts/persona_members does it for personas;
-- then what each group is, tonight. Wilson's interval for shares; 1.96 squared is 3.841459. The interval of the mean is
-- Student's (Cornish and Fisher's expansion). Sums are of decimals, whose order does not matter.
with terms as (
    select
        c.group_id,
        s.question,
        s.value,
        0.0 as base,
        -2 * s.weight * (s.centre / s.scale + c.centre) / s.scale as linear,
        s.weight / (s.scale * s.scale) as square
    from persona_choice_scale as s
    inner join group_choice_centres as c on c.question = s.question and c.value = s.value
    union all
    select
        c.group_id,
        s.question,
        '' as value,
        sum(s.weight * (s.centre / s.scale + c.centre) * (s.centre / s.scale + c.centre)) as base,
        0.0 as linear,
        0.0 as square
    from persona_choice_scale as s
    inner join group_choice_centres as c on c.question = s.question and c.value = s.value
    group by c.group_id, s.question
),

members as (
    select customer_key, persona_id
    from marts.persona_members
    where as_of = $as_of
),

chosen as (
    select c.customer_key, t.group_id, sum(c.sure * (t.base + t.linear * c.share + t.square * c.share * c.share)) as squares
    from persona_choices as c
    inner join members as m on m.customer_key = c.customer_key
    inner join persona_groups as g on g.persona_id = m.persona_id
    inner join terms as t on t.question = c.question and t.value = c.value and t.group_id = g.group_id
    group by c.customer_key, t.group_id
),

measured as (
    select
        s.customer_key,
        g.group_id,
        round(greatest((
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
        ) / s.weight, 0), 6) as squared
    from persona_space as s
    inner join members as m on m.customer_key = s.customer_key
    inner join persona_groups as g on g.persona_id = m.persona_id
    inner join group_centres as c on c.group_id = g.group_id
    left join chosen as h on h.customer_key = s.customer_key and h.group_id = g.group_id
    where s.weight > 0
),

nearest as (
    select customer_key, min(squared) as squared
    from measured
    group by customer_key
),

placed as (
    select m.customer_key, min(m.group_id) as group_id
    from measured as m
    inner join nearest as n on n.customer_key = m.customer_key and n.squared = m.squared
    group by m.customer_key
),

people as (
    select
        p.group_id,
        cast(f.monetary as decimal(38, 6)) as monetary,
        cast(cast(f.monetary as double) * cast(f.monetary as double) as decimal(38, 6)) as squares,
        r.segment
    from placed as p
    inner join marts.customer_features as f on f.as_of = $as_of and f.customer_key = p.customer_key
    left join marts.rfm_segments as r on r.as_of = $as_of and r.customer_key = p.customer_key
),

segments as (
    select group_id, segment, count(*) as customers
    from people
    where segment is not null
    group by group_id, segment
    qualify row_number() over (partition by group_id order by count(*) desc, segment) = 1
),

sums as (
    select
        group_id,
        count(*) as people,
        count(monetary) as buyers,
        coalesce(sum(monetary), 0) as revenue,
        coalesce(sum(squares), 0) as squares
    from people
    group by group_id
),

whole as (
    select sum(people) as people, sum(revenue) as revenue
    from sums
),

figures as (
    select
        s.*,
        w.people as everyone,
        w.revenue as all_revenue,
        cast(s.revenue as double) / nullif(s.buyers, 0) as spend,
        case when s.buyers > 1 then sqrt(greatest(
            (cast(s.squares as double) - cast(s.revenue as double) * cast(s.revenue as double) / s.buyers) / (s.buyers - 1), 0
        ) / s.buyers) * (1.959964 + 2.372271 / (s.buyers - 1) + 2.822500 / ((s.buyers - 1) * (s.buyers - 1))) end as half
    from sums as s
    cross join whole as w
)

select
    $as_of as as_of,
    cast($version as integer) as version,
    g.group_id,
    g.persona_id,
    coalesce(f.people, 0) as people,
    coalesce(f.buyers, 0) as buyers,
    round(f.people / f.everyone, 6) as share,
    round(greatest((f.people + 1.920729 - 1.959964 * sqrt(f.people * (f.everyone - f.people) / f.everyone + 0.960365)) / (f.everyone + 3.841459), 0), 6) as share_low,
    round(least((f.people + 1.920729 + 1.959964 * sqrt(f.people * (f.everyone - f.people) / f.everyone + 0.960365)) / (f.everyone + 3.841459), 1), 6) as share_high,
    cast(coalesce(f.revenue, 0) as decimal(18, 2)) as revenue,
    case when f.all_revenue > 0 then round(cast(f.revenue as double) / cast(f.all_revenue as double), 6) end as revenue_share,
    round(f.spend, 6) as spend,
    round(f.spend - f.half, 6) as spend_low,
    round(f.spend + f.half, 6) as spend_high,
    x.segment,
    x.customers as in_segment,
    coalesce(f.people, 0) >= $enough as enough,
    g.differs
from persona_groups as g
left join figures as f on f.group_id = g.group_id
left join segments as x on x.group_id = g.group_id
order by g.group_id
