-- What late rows changed about figures of earlier nights. A difference tells what those rows alone say: which may be told was
-- found with the night (drift/differences.py); and nothing is told of a figure that was not told itself (told_kpis).
select
    r.as_of,
    r.night,
    r.persona_id,
    r.measure,
    case when r.told and t.told then r.n_told end as n_told,
    case when r.told and t.told then r.n end as n,
    case when r.told and t.told then r.value_told end as value_told,
    case when r.told and t.told then r.value_now end as value_now,
    case when r.told and t.told then r.difference end as difference,
    r.told and coalesce(t.told, false) as told
from marts.restatements as r
left join told_kpis as t on t.as_of = r.night and t.persona_id = r.persona_id and t.measure = r.measure
where r.as_of <= $as_of
