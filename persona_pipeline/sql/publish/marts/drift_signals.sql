-- Value, n and z are of the night itself, and left out too where they would say how few came in later (few_later);
-- effect and evidence of a blocked signal are of a night before. A signal that told_signals does not tell keeps its state and what was expected, and loses every figure of its own.
select
    signal.as_of,
    signal.level,
    signal.persona_id,
    signal.measure,
    case when told.reference_told then signal.reference_value end as reference_value,
    case when told.told and later.as_of is null then signal.night_value end as night_value,
    case when told.standing_told then signal.effect end as effect,
    signal.effect_unit,
    case when told.standing_told then signal.low end as low,
    case when told.standing_told then signal.high end as high,
    case when (told.told and later.as_of is null) or signal.n = 0 then signal.n end as n,
    case when told.told and later.as_of is null then signal.z end as z,
    case when told.standing_told then signal.cusum end as cusum,
    signal.threshold,
    signal.direction,
    signal.since,
    signal.state,
    signal.reference_nights,
    -- The others' parts would tell that of a signal that is not told.
    case
        when bool_and(told.standing_told or signal.contribution is null)
            over (partition by signal.as_of, signal.persona_id, signal.level = 'feature')
            then signal.contribution
    end as contribution
from marts.drift_signals as signal
inner join told_signals as told
    on told.as_of = signal.as_of and told.level = signal.level
    and told.persona_id = signal.persona_id and told.measure = signal.measure
left join few_later as later
    on later.as_of = signal.as_of and later.persona_id = signal.persona_id and later.measure = signal.measure and signal.level <> 'quality'
