-- How did the size and the worth of the personas develop?
select
    as_of,
    persona_id,
    max(value) filter (where figure = 'share') as share,
    max(value) filter (where figure = 'revenue_share') as revenue_share,
    cast(max(value) filter (where figure = 'members') as bigint) as members,
    max(n) filter (where figure = 'share') as n
from marts.persona_profiles
where persona_id <> 'all' and figure in ('members', 'share', 'revenue_share')
group by as_of, persona_id
order by as_of, persona_id
