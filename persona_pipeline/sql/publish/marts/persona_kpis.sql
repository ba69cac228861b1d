-- A measure over fewer than $min_cell people, sessions, orders or answers keeps its n and loses its figures.
select
    as_of,
    persona_id,
    measure,
    n,
    case when n >= $min_cell then total end as total,
    case when n >= $min_cell then total_squares end as total_squares,
    case when n >= $min_cell then value end as value
from marts.persona_kpis
where as_of <= $as_of
