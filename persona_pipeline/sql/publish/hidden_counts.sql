-- Which n of marts.persona_profiles may not be told beside another. Who bought is part of the members, and who has a refund share part
-- of who bought: where the rest is of fewer than $min_cell people (but not nobody) the smaller n is not told, and neither are the
-- next smallest rests of the other personas, because the whole shop's are known: at least two, of $min_cell people together.
with wholes as (
    select
        as_of,
        persona_id,
        max(n) filter (where figure = 'members') as members,
        max(n) filter (where figure = 'frequency') as buyers,
        max(n) filter (where figure = 'active_sessions') as visitors
    from marts.persona_profiles
    where as_of <= $as_of
    group by as_of, persona_id
),

rests as (
    select p.as_of, p.persona_id, p.figure, 'members' as whole, w.members - p.n as rest
    from marts.persona_profiles as p
    inner join wholes as w on w.as_of = p.as_of and w.persona_id = p.persona_id
    where p.source <> 'all' and p.figure not like 'answer:%' and p.n > 0
    union all
    select
        p.as_of, p.persona_id, p.figure, p.source as whole,
        abs(case when p.source = 'orders' then w.buyers else w.visitors end - p.n) as rest
    from marts.persona_profiles as p
    inner join wholes as w on w.as_of = p.as_of and w.persona_id = p.persona_id
    where p.source in ('orders', 'web') and p.n > 0
),

lined as (
    select
        *,
        min(rest) over (partition by as_of, figure, whole, persona_id = 'all') as smallest,
        row_number() over (partition by as_of, figure, whole, persona_id = 'all' order by rest, persona_id) as place,
        sum(rest) over (
            partition by as_of, figure, whole, persona_id = 'all' order by rest, persona_id
            rows between unbounded preceding and 1 preceding
        ) as smaller
    from rests
    where rest > 0
)

select as_of, persona_id, figure
from lined
group by as_of, persona_id, figure
having not bool_and(
    rest >= $min_cell and (persona_id = 'all' or smallest >= $min_cell or (place > 2 and smaller >= $min_cell))
)
