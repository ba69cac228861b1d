-- One or two moments of a person in a row over visits, orders, refunds and answers, and how many are followed by silence: no order
-- in the next $quiet_days days: m and y of each person. Only moments that lie so far back count. They are compared with moments with
-- the same last step, or, of single moments, of the same kind, which stand here without a sequence.
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
    select member, persona_id, moment as sequence, 1 as length, 'other moments of the kind ' || kind as base, dropped
    from ripe
    union all
    select member, persona_id, moment_before || ' > ' || moment as sequence, 2 as length, moment || ' after something else' as base, dropped
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
)

select
    'across' as reach, o.base as compared_with, o.sequence, o.length as steps, o.member, o.persona_id, o.m, o.y
from of_people as o
inner join candidates as c on c.sequence = o.sequence and c.length = o.length and c.base = o.base
union all
select
    'across' as reach, base as compared_with, null as sequence, null as steps, member, persona_id, count(*) as m, sum(dropped) as y
from (
    select member, persona_id, dropped, unnest(['other moments of the kind ' || kind, moment || ' after something else']) as base from ripe
) as moments
group by base, member, persona_id
