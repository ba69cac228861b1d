-- What is otherwise than the night knew so far, of the nights in figures_now; and what only a later night has found.
select
    n.as_of as night,
    n.persona_id,
    n.measure,
    k.n_told, k.total_told, k.squares_told,
    k.n as n_before, k.total as total_before,
    n.n, n.total, n.total_squares
from figures_now as n
inner join known_figures as k on k.night = n.as_of and k.persona_id = n.persona_id and k.measure = n.measure
left join (
    select distinct night, persona_id, measure from marts.restatements where as_of > $as_of
) as l on l.night = n.as_of and l.persona_id = n.persona_id and l.measure = n.measure
where n.n <> k.n or round(n.total, 6) <> round(k.total, 6) or round(n.total_squares, 6) <> round(k.total_squares, 6)
    or l.measure is not null
order by night, n.persona_id, n.measure
