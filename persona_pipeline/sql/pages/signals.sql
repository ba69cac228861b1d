-- The signals of the night, most evidence first; the night's own values over too few people are left out by the reader.
select level, persona_id, measure, effect, effect_unit, low, high, n, cusum, threshold, direction, since, state, reference_nights
from marts.drift_signals
where as_of = $as_of
order by cusum / nullif(threshold, 0) desc nulls last, level, persona_id, measure
