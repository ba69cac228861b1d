-- What late rows changed about figures of earlier nights. A difference tells what those rows alone say: which may be told was
-- found with the night (drift/differences.py).
select
    as_of,
    night,
    persona_id,
    measure,
    case when told then n_told end as n_told,
    case when told then n end as n,
    case when told then value_told end as value_told,
    case when told then value_now end as value_now,
    case when told then difference end as difference,
    told
from marts.restatements
where as_of <= $as_of
