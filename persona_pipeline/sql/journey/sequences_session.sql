-- Two or three steps in a row within a visit, and how many visits that hold them end without a purchase: m and y of each person. They
-- are compared with the visits that got as far (to the deepest step of the sequence), which stand here without a sequence.
with visits as (
    select
        v.member, v.persona_id, v.rowid as visit, string_split(v.path, '>') as steps,
        case when v.depth < 5 then 1 else 0 end as dropped, v.depth
    from journey_visits as v
    where v.sampled and v.depth >= 1
),

starts as (
    select *, unnest(range(1, len(steps))) as place
    from visits
),

-- A sequence counts once in a visit; the last ones of visits that were given up are the candidates.
pieces as (
    select
        member, persona_id, visit, dropped,
        steps[place] || ' > ' || steps[place + 1] as sequence, 2 as length, place + 1 = len(steps) as is_last
    from starts
    union all
    select
        member, persona_id, visit, dropped,
        steps[place] || ' > ' || steps[place + 1] || ' > ' || steps[place + 2] as sequence, 3 as length,
        place + 2 = len(steps) as is_last
    from starts
    where place + 2 <= len(steps)
),

in_visits as (
    select member, persona_id, visit, sequence, length, max(dropped) as dropped, bool_or(is_last) as is_last
    from pieces
    group by all
),

of_people as (
    select
        member, persona_id, sequence, length, count(*) as m, sum(dropped) as y,
        count(*) filter (where is_last and dropped = 1) as last_of
    from in_visits
    group by all
),

candidates as (
    select sequence, length
    from of_people
    group by sequence, length
    having count(*) filter (where last_of > 0) >= $min_cell
    qualify row_number() over (partition by length order by sum(m) desc, sequence) <= $most
),

-- How far each sequence got by itself: its deepest step.
parts as (
    select sequence, length, unnest(string_split(sequence, ' > ')) as touchpoint
    from candidates
),

reaches as (
    select
        p.sequence, p.length, greatest(max(coalesce(d.depth, 0)), 1) as reach
    from parts as p
    left join (select touchpoint, max(depth) as depth from journey_rules where kind = 'event' group by touchpoint) as d
        on d.touchpoint = p.touchpoint
    group by p.sequence, p.length
),

named as (
    select unnest([1, 2, 3, 4]) as reach, unnest(['view', 'cart', 'checkout', 'payment']) as step
)

-- The deepest step lies in the same visit, so m and y are at most those of the base.
select
    'session' as reach, 'sessions that got to ' || n.step as compared_with, o.sequence, o.length as steps, o.member, o.persona_id, o.m, o.y
from of_people as o
inner join reaches as r on r.sequence = o.sequence and r.length = o.length
inner join named as n on n.reach = r.reach
union all
select
    'session' as reach, 'sessions that got to ' || n.step as compared_with, null as sequence, null as steps, v.member, v.persona_id,
    count(*) as m, sum(v.dropped) as y
from visits as v
inner join named as n on v.depth >= n.reach
group by n.step, v.member, v.persona_id
