-- One or two moments of a person in a row over visits, orders, refunds and answers, and how many are followed by silence: no order
-- in the next $quiet_days days. Only moments that lie so far back count. Held against moments with the same last step, or, of
-- single moments, of the same kind.
with happened as (
    select
        member, persona_id, business_day, started_at as happened_at, 'visit' as kind,
        case
            when contains('>' || path || '>', '>failed payment>') then 'failed payment'
            when depth >= 3 then 'checkout given up'
            when depth = 2 then 'cart left'
            else 'visit without cart'
        end as moment,
        false as ordered
    from journey_visits
    where sampled and depth < 5
    union all
    select k.member, k.persona_id, o.business_day, o.ordered_at, 'order', 'order', true
    from core.orders as o
    inner join journey_keys as k on k.identity_key = o.identity_key
    where k.sampled and o.order_type = 'sale' and o.business_day between $first_day and $as_of
    union all
    select k.member, k.persona_id, l.business_day, max(l.ordered_at), 'order', 'refund', false
    from core.order_lines as l
    inner join journey_keys as k on k.identity_key = l.identity_key
    where k.sampled and l.line_type = 'refund' and l.business_day between $first_day and $as_of
    group by k.member, k.persona_id, l.business_day, l.source, l.order_id
    union all
    select
        member, persona_id, business_day, submitted_at, 'answer',
        case when nps <= 6 or (nps is null and satisfaction < 3) then 'unhappy answer' else 'happy answer' end, false
    from journey_responses
    where sampled and business_day >= $first_day and (nps is not null or satisfaction is not null)
),

placed as (
    select
        *,
        lag(moment) over (partition by member order by happened_at, moment) as moment_before,
        lag(business_day) over (partition by member order by happened_at, moment) as day_before,
        min(case when ordered then business_day end) over (
            partition by member order by happened_at, moment rows between 1 following and unbounded following
        ) as next_order_day
    from happened
),

-- Silence is about people who buy: one who never ordered in the window is silent always, and would only tell that.
ripe as (
    select
        p.*,
        case when next_order_day is null or next_order_day > business_day + $quiet_days then 1 else 0 end as dropped
    from placed as p
    semi join (select distinct member from happened where ordered) as buyers on buyers.member = p.member
    where business_day <= cast($as_of as date) - $quiet_days
),

cases as (
    select member, persona_id, moment as sequence, 1 as length, kind as base, dropped
    from ripe
    union all
    select member, persona_id, moment_before || ' > ' || moment as sequence, 2 as length, moment as base, dropped
    from ripe
    where moment_before is not null and business_day - day_before <= $quiet_days
),

of_people as (
    select member, persona_id, sequence, length, base, count(*) as m, sum(dropped) as y
    from cases
    group by all
),

candidates as (
    select sequence, length, base
    from of_people
    group by sequence, length, base
    having count(*) filter (where y > 0) >= $min_cell
    qualify row_number() over (partition by length order by sum(m) desc, sequence) <= $most
),

bases as (
    select member, persona_id, 1 as length, kind as base, count(*) as m, sum(dropped) as y
    from ripe
    group by member, persona_id, kind
    union all
    select member, persona_id, 2 as length, moment as base, count(*) as m, sum(dropped) as y
    from ripe
    group by member, persona_id, moment
),

base_sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        length, base, count(*) as people, sum(m) as m, sum(y) as y, sum(m * m) as mm, sum(m * y) as my, sum(y * y) as yy,
        count(*) filter (where y > 0) as dropped_people
    from bases
    group by grouping sets ((persona_id, length, base), (length, base))
),

pairs as (
    select
        o.persona_id, o.sequence, o.length, o.base, o.m, o.y, b.m - o.m as m0, b.y - o.y as y0, b.m as mb, b.y as yb
    from of_people as o
    inner join candidates as c on c.sequence = o.sequence and c.length = o.length and c.base = o.base
    inner join bases as b on b.member = o.member and b.length = o.length and b.base = o.base
),

pair_sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        sequence, length, base,
        count(*) as people,
        count(*) filter (where y > 0) as dropped_people,
        count(*) filter (where y < m) as other_people,
        sum(m) as m, sum(y) as y, sum(m * m) as mm, sum(m * y) as my, sum(y * y) as yy,
        count(*) filter (where m0 = 0) as gone, count(*) filter (where yb > 0 and y0 = 0) as gone_dropped,
        sum(m0 * m0 - mb * mb) as mm0, sum(m0 * y0 - mb * yb) as my0, sum(y0 * y0 - yb * yb) as yy0
    from pairs
    group by grouping sets ((persona_id, sequence, length, base), (sequence, length, base))
)

select
    p.persona_id,
    'across' as reach,
    p.sequence,
    p.length::integer as steps,
    case when p.length = 1 then 'other moments of the kind ' || p.base else p.base || ' after something else' end as compared_with,
    'silence' as outcome,
    p.people, p.dropped_people, p.other_people,
    p.m::double as m, p.y::double as y, p.mm::double as mm, p.my::double as my, p.yy::double as yy,
    (b.people - p.gone) as people0,
    (b.dropped_people - p.gone_dropped) as dropped_people0,
    (b.m - p.m)::double as m0, (b.y - p.y)::double as y0,
    (b.mm + p.mm0)::double as mm0, (b.my + p.my0)::double as my0, (b.yy + p.yy0)::double as yy0
from pair_sums as p
inner join base_sums as b on b.persona_id = p.persona_id and b.length = p.length and b.base = p.base
where p.persona_id is not null
