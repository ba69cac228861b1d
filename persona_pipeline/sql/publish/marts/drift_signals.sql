-- The night's own value over fewer than $min_cell people is left out; what was added up over many nights stays.
select
    as_of,
    level,
    persona_id,
    measure,
    reference_value,
    case when level = 'quality' or n >= $min_cell then night_value end as night_value,
    effect,
    effect_unit,
    low,
    high,
    n,
    case when level = 'quality' or n >= $min_cell then z end as z,
    cusum,
    threshold,
    direction,
    since,
    state,
    reference_nights
from marts.drift_signals
where as_of <= $as_of
