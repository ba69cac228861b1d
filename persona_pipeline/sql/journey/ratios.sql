-- Every step, what is left of it at the end, and every KPI as a ratio of two sums over people, with the squares from which its variance follows when what one person
-- does is alike (linearised ratio: Cochran, Sampling Techniques, 1977, 6.3). Squares are of decimals, whose order does not matter.
with wide as (
    select
        m.persona_id,
        [
            {'family': 'funnel', 'figure': 'session', 'm': coalesce(p.n0, 0), 'y': cast(coalesce(p.n0, 0) as double)},
            {'family': 'funnel', 'figure': 'view', 'm': coalesce(p.n0, 0), 'y': cast(coalesce(p.n1, 0) as double)},
            {'family': 'funnel', 'figure': 'cart', 'm': coalesce(p.n1, 0), 'y': cast(coalesce(p.n2, 0) as double)},
            {'family': 'funnel', 'figure': 'checkout', 'm': coalesce(p.n2, 0), 'y': cast(coalesce(p.n3, 0) as double)},
            {'family': 'funnel', 'figure': 'payment', 'm': coalesce(p.n3, 0), 'y': cast(coalesce(p.n4, 0) as double)},
            {'family': 'funnel', 'figure': 'purchase', 'm': coalesce(p.n4, 0), 'y': cast(coalesce(p.n5, 0) as double)},
            {'family': 'end', 'figure': 'session', 'm': coalesce(p.n0, 0), 'y': cast(coalesce(p.n5, 0) as double)},
            {'family': 'end', 'figure': 'view', 'm': coalesce(p.n1, 0), 'y': cast(coalesce(p.n5, 0) as double)},
            {'family': 'end', 'figure': 'cart', 'm': coalesce(p.n2, 0), 'y': cast(coalesce(p.n5, 0) as double)},
            {'family': 'end', 'figure': 'checkout', 'm': coalesce(p.n3, 0), 'y': cast(coalesce(p.n5, 0) as double)},
            {'family': 'end', 'figure': 'payment', 'm': coalesce(p.n4, 0), 'y': cast(coalesce(p.n5, 0) as double)},
            {'family': 'kpi', 'figure': 'reach', 'm': 1, 'y': case when p.n0 > 0 then 1.0::double else 0.0::double end},
            {'family': 'kpi', 'figure': 'bounce_share', 'm': coalesce(p.n0, 0), 'y': cast(coalesce(p.bounces, 0) as double)},
            {'family': 'kpi', 'figure': 'product_view_rate', 'm': coalesce(p.n0, 0), 'y': cast(coalesce(p.n1, 0) as double)},
            {'family': 'kpi', 'figure': 'cart_rate', 'm': coalesce(p.n0, 0), 'y': cast(coalesce(p.n2, 0) as double)},
            {'family': 'kpi', 'figure': 'conversion', 'm': coalesce(p.n0, 0), 'y': cast(coalesce(p.n5, 0) as double)},
            {'family': 'kpi', 'figure': 'checkout_completion', 'm': coalesce(p.n3, 0), 'y': cast(coalesce(p.n5, 0) as double)},
            {'family': 'kpi', 'figure': 'order_value', 'm': case when m.order_value is null then 0 else 1 end, 'y': coalesce(m.order_value, 0)},
            {'family': 'kpi', 'figure': 'repeat_share', 'm': case when m.frequency is null then 0 else 1 end, 'y': case when m.frequency >= 2 then 1.0::double else 0.0::double end},
            {'family': 'kpi', 'figure': 'refund_share', 'm': case when m.refund_share is null then 0 else 1 end, 'y': coalesce(m.refund_share, 0)},
            {'family': 'kpi', 'figure': 'satisfaction', 'm': case when m.satisfaction is null then 0 else 1 end, 'y': coalesce(m.satisfaction, 0)}
        ] as figures
    from journey_members as m
    left join journey_funnel_people as p on p.member = m.member
),

listed as (
    select persona_id, unnest(figures) as one
    from wide
),

facts as (
    select persona_id, one.family as family, one.figure as figure, one.m as m, one.y as y
    from listed
    where one.m > 0
    union all
    select persona_id, 'kpi' as family, 'nps' as figure, 1 as m, 100 * feeling as y
    from journey_feelings
    where touchpoint = 'recommendation' and origin = 'ratings' and this_window and persona_id is not null
)

select
    case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
    family,
    figure,
    count(*) as people,
    count(*) filter (where y > 0) as hit_people,
    count(*) filter (where y < m) as drop_people,
    count(*) filter (where y = 0) as lost_people,
    cast(sum(m) as bigint) as m,
    cast(sum(cast(y as decimal(38, 6))) as double) as y,
    cast(sum(m * m) as double) as mm,
    cast(sum(cast(m * y as decimal(38, 6))) as double) as my,
    cast(sum(cast(y * y as decimal(38, 6))) as double) as yy
from facts
group by grouping sets ((persona_id, family, figure), (family, figure))
