-- Who was where how often in the window: per person, phase, touchpoint, channel and unit.
with passed as (
    select customer_key, persona_id, after_purchase, channel, entry as touchpoint
    from journey_visits
    union all
    select v.customer_key, v.persona_id, v.after_purchase, v.channel, v.touchpoint
    from (
        select customer_key, persona_id, after_purchase, channel, unnest(list_distinct(string_split(path, '>'))) as touchpoint
        from journey_visits
        where path <> ''
    ) as v
),

sessions as (
    select
        p.customer_key, p.persona_id,
        case when p.after_purchase then coalesce(f.later, f.phase) else f.phase end as phase,
        p.touchpoint, p.channel, 'sessions' as unit, count(*) as volume
    from passed as p
    inner join journey_phases as f on f.touchpoint = p.touchpoint
    group by all
),

order_points as (
    select k.channel, arg_min(rules.touchpoint, rules.place) as touchpoint
    from (select distinct coalesce(channel, '') as channel from core.orders where business_day between $first_day and $as_of) as k
    inner join journey_rules as rules on rules.kind = 'order' and lower(k.channel) like rules.one escape '\'
    group by k.channel
),

bought as (
    select
        k.customer_key, k.persona_id, p.touchpoint, coalesce(lower(o.channel), 'unknown') as channel, o.order_type, o.refund_amount
    from core.orders as o
    inner join journey_keys as k on k.identity_key = o.identity_key
    inner join order_points as p on p.channel = coalesce(o.channel, '')
    where o.business_day between $first_day and $as_of
),

orders as (
    select customer_key, persona_id, touchpoint, channel from bought where order_type = 'sale'
    union all
    select customer_key, persona_id, 'delivery' as touchpoint, channel from bought where order_type = 'sale' and touchpoint <> 'store'
    union all
    select customer_key, persona_id, 'return' as touchpoint, channel from bought where refund_amount > 0
),

answered as (
    select k.customer_key, k.persona_id, 'survey' as touchpoint, 'survey' as channel
    from core.responses as r
    inner join journey_keys as k on k.identity_key = r.identity_key
    where r.business_day between $first_day and $as_of
    union all
    select k.customer_key, k.persona_id, coalesce(n.touchpoint, a.touchpoint) as touchpoint, 'survey' as channel
    from core.answers as a
    inner join core.responses as r
        on r.source = a.source and r.survey_id = a.survey_id and r.response_id = a.response_id
    inner join journey_keys as k on k.identity_key = r.identity_key
    left join journey_names as n on n.name = lower(a.touchpoint)
    where a.role = 'satisfaction' and a.touchpoint is not null and a.business_day between $first_day and $as_of
    union all
    select k.customer_key, k.persona_id, 'recommendation' as touchpoint, 'survey' as channel
    from core.responses as r
    inner join journey_keys as k on k.identity_key = r.identity_key
    where r.nps is not null and r.business_day between $first_day and $as_of
),

signal_points as (
    select k.signal_type, arg_min(rules.touchpoint, rules.place) as touchpoint
    from (select distinct signal_type from core.signals) as k
    inner join journey_rules as rules on rules.kind = 'signal' and lower(k.signal_type) like rules.one escape '\'
    group by k.signal_type
),

told as (
    select
        coalesce(k.customer_key, s.source || ':' || s.signal_id) as customer_key, k.persona_id, p.touchpoint,
        coalesce(lower(s.channel), 'unknown') as channel
    from core.signals as s
    inner join signal_points as p on p.signal_type = s.signal_type
    left join journey_keys as k on k.identity_key = s.identity_key
    where s.business_day between $first_day and $as_of and (s.identity_key is null or k.customer_key is not null)
),

others as (
    select customer_key, persona_id, touchpoint, channel, 'orders' as unit from orders
    union all
    select customer_key, persona_id, touchpoint, channel, 'answers' as unit from answered
    union all
    select customer_key, persona_id, touchpoint, channel, 'signals' as unit from told
),

everything as (
    select customer_key, persona_id, phase, touchpoint, channel, unit, volume from sessions
    union all
    select
        o.customer_key, o.persona_id, f.phase, o.touchpoint, o.channel, o.unit, count(*) as volume
    from others as o
    inner join journey_phases as f on f.touchpoint = o.touchpoint
    group by all
),

-- Of each touchpoint the unit that says most: orders, then sessions, then signals, then answers.
best_units as (
    select
        phase, touchpoint,
        arg_min(unit, case unit when 'orders' then 1 when 'sessions' then 2 when 'signals' then 3 else 4 end) as unit
    from everything
    group by phase, touchpoint
)

select e.customer_key, e.persona_id, e.phase, e.touchpoint, e.channel, e.unit, e.volume
from everything as e
inner join best_units as b on b.phase = e.phase and b.touchpoint = e.touchpoint and b.unit = e.unit
