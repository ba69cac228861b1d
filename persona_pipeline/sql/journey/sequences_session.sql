-- Two or three steps in a row within a visit, and how many visits that hold them end without a purchase, against the visits that
-- got as far (to the deepest step of the sequence) without it. Sums and squares are over people: what one person does is alike.
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

bases as (
    select
        v.member, v.persona_id, r.reach,
        count(*) as m, sum(v.dropped) as y
    from visits as v
    inner join (select unnest([1, 2, 3, 4]) as reach) as r on v.depth >= r.reach
    group by all
),

base_sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        reach, count(*) as people, sum(m) as m, sum(y) as y, sum(m * m) as mm, sum(m * y) as my, sum(y * y) as yy,
        count(*) filter (where y > 0) as dropped_people
    from bases
    group by grouping sets ((persona_id, reach), (reach))
),

-- The deepest step lies in the same visit, so m and y are at most those of the base.
pairs as (
    select
        o.persona_id, o.sequence, o.length, r.reach, o.m, o.y, b.m - o.m as m0, b.y - o.y as y0, b.m as mb, b.y as yb
    from of_people as o
    inner join reaches as r on r.sequence = o.sequence and r.length = o.length
    inner join bases as b on b.member = o.member and b.reach = r.reach
),

pair_sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        sequence, length, reach,
        count(*) as people,
        count(*) filter (where y > 0) as dropped_people,
        count(*) filter (where y < m) as other_people,
        sum(m) as m, sum(y) as y, sum(m * m) as mm, sum(m * y) as my, sum(y * y) as yy,
        count(*) filter (where m0 = 0) as gone, count(*) filter (where yb > 0 and y0 = 0) as gone_dropped,
        sum(m0 * m0 - mb * mb) as mm0, sum(m0 * y0 - mb * yb) as my0, sum(y0 * y0 - yb * yb) as yy0
    from pairs
    group by grouping sets ((persona_id, sequence, length, reach), (sequence, length, reach))
)

select
    p.persona_id,
    'session' as reach,
    p.sequence,
    p.length::integer as steps,
    'sessions that got to ' || case p.reach when 1 then 'view' when 2 then 'cart' when 3 then 'checkout' else 'payment' end as compared_with,
    'no_purchase' as outcome,
    p.people, p.dropped_people, p.other_people,
    p.m::double as m, p.y::double as y, p.mm::double as mm, p.my::double as my, p.yy::double as yy,
    (b.people - p.gone) as people0,
    (b.dropped_people - p.gone_dropped) as dropped_people0,
    (b.m - p.m)::double as m0, (b.y - p.y)::double as y0,
    (b.mm + p.mm0)::double as mm0, (b.my + p.my0)::double as my0, (b.yy + p.yy0)::double as yy0
from pair_sums as p
inner join base_sums as b on b.persona_id = p.persona_id and b.reach = p.reach
where p.persona_id is not null
