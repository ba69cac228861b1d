-- The signals of the night: what a persona did before what the whole shop did, then most evidence, then the largest move; the night's own values over too few people are left out by the reader.
select level, persona_id, measure, effect, effect_unit, low, high, n, cusum, threshold, direction, since, state, reference_nights
from marts.drift_signals
where as_of = $as_of
order by
    state <> 'firing',
    persona_id = 'all',
    case level when 'share' then 1 when 'profile' then 2 else 3 end,
    cusum / nullif(threshold, 0) desc nulls last,
    abs(effect) desc nulls last,
    persona_id,
    measure
