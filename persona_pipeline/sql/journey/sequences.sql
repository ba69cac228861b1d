-- Each sequence against those with the same base and without it. Sums and squares are over people: what one person does is alike.
with cases as (
    select reach, compared_with, sequence, steps, member, persona_id, m, y from journey_sequences_session
    union all
    select reach, compared_with, sequence, steps, member, persona_id, m, y from journey_sequences_across
),

bases as (
    select compared_with, member, persona_id, m, y from cases where sequence is null
),

base_sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        compared_with, count(*) as people, sum(m) as m, sum(y) as y, sum(m * m) as mm, sum(m * y) as my, sum(y * y) as yy,
        count(*) filter (where y > 0) as dropped_people
    from bases
    group by grouping sets ((persona_id, compared_with), (compared_with))
),

pairs as (
    select
        o.reach, o.persona_id, o.sequence, o.steps, o.compared_with, o.m, o.y, b.m - o.m as m0, b.y - o.y as y0, b.m as mb, b.y as yb
    from cases as o
    inner join bases as b on b.member = o.member and b.compared_with = o.compared_with
    where o.sequence is not null
),

pair_sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        reach, sequence, steps, compared_with,
        count(*) as people,
        count(*) filter (where y > 0) as dropped_people,
        count(*) filter (where y < m) as other_people,
        sum(m) as m, sum(y) as y, sum(m * m) as mm, sum(m * y) as my, sum(y * y) as yy,
        count(*) filter (where m0 = 0) as gone, count(*) filter (where yb > 0 and y0 = 0) as gone_dropped,
        sum(m0 * m0 - mb * mb) as mm0, sum(m0 * y0 - mb * yb) as my0, sum(y0 * y0 - yb * yb) as yy0
    from pairs
    group by grouping sets ((persona_id, reach, sequence, steps, compared_with), (reach, sequence, steps, compared_with))
)

select
    p.persona_id,
    p.reach,
    p.sequence,
    p.steps::integer as steps,
    p.compared_with,
    case p.reach when 'session' then 'no_purchase' else 'silence' end as outcome,
    p.people, p.dropped_people, p.other_people,
    p.m::double as m, p.y::double as y, p.mm::double as mm, p.my::double as my, p.yy::double as yy,
    (b.people - p.gone) as people0,
    (b.dropped_people - p.gone_dropped) as dropped_people0,
    (b.m - p.m)::double as m0, (b.y - p.y)::double as y0,
    (b.mm + p.mm0)::double as mm0, (b.my + p.my0)::double as my0, (b.yy + p.yy0)::double as yy0
from pair_sums as p
inner join base_sums as b on b.persona_id = p.persona_id and b.compared_with = p.compared_with
where p.persona_id is not null
