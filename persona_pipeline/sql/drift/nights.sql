-- Orders and revenue are for analysts: drift watches what follows from people, not from how many came that day.
select
    as_of,
    persona_id,
    measure,
    coalesce(n, 0) as n,
    coalesce(total, 0) as total,
    coalesce(total_squares, 0) as total_squares
from marts.persona_kpis
where as_of between $since and $as_of and measure not in ('orders', 'revenue')
order by as_of, persona_id, measure
