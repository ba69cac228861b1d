-- The figures of earlier nights as the night knew them before it looked: as they were told, or as a later night found them to be.
-- Of two that looked, the one that knew more.
with found as (
    select
        night, persona_id, measure, n, total, total_squares,
        row_number() over (partition by night, persona_id, measure order by facts desc, as_of desc) as place
    from marts.restatements
    where as_of < $as_of
)

select
    k.as_of as night,
    k.persona_id,
    k.measure,
    coalesce(k.n, 0) as n_told,
    coalesce(k.total, 0) as total_told,
    coalesce(k.total_squares, 0) as squares_told,
    coalesce(f.n, k.n, 0) as n,
    coalesce(f.total, k.total, 0) as total,
    coalesce(f.total_squares, k.total_squares, 0) as total_squares
from marts.persona_kpis as k
left join found as f
    on f.night = k.as_of and f.persona_id = k.persona_id and f.measure = k.measure and f.place = 1
where k.as_of < $as_of and k.as_of in (select as_of from marts.persona_members)
