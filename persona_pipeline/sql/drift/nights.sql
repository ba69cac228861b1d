-- Orders and revenue are for analysts: drift watches what follows from people, not from how many came that day.
-- Where rows came late, figures are as the night $known knew them.
with found as (
    select
        night, persona_id, measure, n, total, total_squares,
        row_number() over (partition by night, persona_id, measure order by facts desc, as_of desc) as place
    from marts.restatements
    where as_of <= $known
)

select
    k.as_of,
    k.persona_id,
    k.measure,
    coalesce(f.n, k.n, 0) as n,
    coalesce(f.total, k.total, 0) as total,
    coalesce(f.total_squares, k.total_squares, 0) as total_squares
from marts.persona_kpis as k
left join found as f
    on f.night = k.as_of and f.persona_id = k.persona_id and f.measure = k.measure and f.place = 1
where k.as_of between $since and $as_of and k.measure not in ('orders', 'revenue')
order by k.as_of, k.persona_id, k.measure
