-- Who was where how often in the window: per person, touchpoint, channel and unit. is_later marks sessions after the first order at
-- touchpoints that then belong to another phase.
with passed as (
    select member, persona_id, is_later, channel, touchpoint, count(*) as volume
    from (
        select
            member, persona_id, channel, entry as touchpoint,
            after_purchase and list_contains($later_names::varchar[], entry) as is_later
        from journey_visits
        union all
        select
            member, persona_id, channel, touchpoint,
            after_purchase and list_contains($later_names::varchar[], touchpoint) as is_later
        from (
            select member, persona_id, channel, after_purchase, unnest(list_distinct(string_split(path, '>'))) as touchpoint
            from journey_visits
            where path <> ''
        ) as steps
    ) as each_touchpoint
    group by member, persona_id, is_later, channel, touchpoint
),

order_points as (
    select k.channel, arg_min(rules.touchpoint, rules.place) as touchpoint
    from (select distinct coalesce(channel, '') as channel from core.orders where business_day between $first_day and $as_of) as k
    inner join journey_rules as rules on rules.kind = 'order' and lower(k.channel) like rules.one escape '\'
    group by k.channel
),

bought as (
    select
        k.member::bigint as person, k.persona_id, p.touchpoint, coalesce(lower(o.channel), 'unknown') as channel, o.order_type,
        o.refund_amount
    from core.orders as o
    inner join journey_keys as k on k.identity_key = o.identity_key
    inner join order_points as p on p.channel = coalesce(o.channel, '')
    where o.business_day between $first_day and $as_of
),

orders as (
    select person, persona_id, touchpoint, channel from bought where order_type = 'sale'
    union all
    select person, persona_id, 'delivery' as touchpoint, channel from bought where order_type = 'sale' and touchpoint <> 'store'
    union all
    select person, persona_id, 'return' as touchpoint, channel from bought where refund_amount > 0
),

answered as (
    select member::bigint as person, persona_id, 'survey' as touchpoint
    from journey_responses
    where business_day >= $first_day
    union all
    select member::bigint as person, persona_id, 'recommendation' as touchpoint
    from journey_responses
    where business_day >= $first_day and nps is not null
    union all
    select r.member::bigint as person, r.persona_id, coalesce(n.touchpoint, a.touchpoint) as touchpoint
    from core.answers as a
    inner join journey_responses as r
        on r.source = a.source and r.survey_id = a.survey_id and r.response_id = a.response_id
    left join journey_names as n on n.name = lower(a.touchpoint)
    where a.role = 'satisfaction' and a.touchpoint is not null and r.business_day >= $first_day
),

others as (
    select person, persona_id, touchpoint, channel, 'orders' as unit from orders
    union all
    select person, persona_id, touchpoint, 'survey' as channel, 'answers' as unit from answered
    union all
    select person, persona_id, touchpoint, channel, 'signals' as unit from journey_signals where business_day >= $first_day
)

select member::bigint as person, persona_id, is_later, touchpoint, channel, 'sessions' as unit, volume
from passed
union all
select person, persona_id, false as is_later, touchpoint, channel, unit, count(*) as volume
from others
group by person, persona_id, touchpoint, channel, unit
