-- What each target group is, tonight, from the people in it. Wilson's interval for shares; 1.96 squared is 3.841459. The interval
-- of the mean is Student's (Cornish and Fisher's expansion). Sums are of decimals, whose order does not matter.
with people as (
    select
        p.group_id,
        case when f.frequency is not null then cast(f.monetary as decimal(38, 6)) end as monetary,
        case when f.frequency is not null then cast(cast(f.monetary as double) * cast(f.monetary as double) as decimal(38, 6)) end as squares,
        r.segment
    from group_members as p
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
