-- Over fewer than $min_cell people a signal keeps its state and loses its figures. Its value of the night is also left out
-- where the KPI behind it is not told, because that says how many they were. Evidence that was added up over nights stays.
select
    signal.as_of,
    signal.level,
    signal.persona_id,
    signal.measure,
    signal.reference_value,
    case
        when signal.level = 'quality' or (signal.n >= $min_cell and coalesce(told.told, true)) then signal.night_value
    end as night_value,
    case when signal.level = 'quality' or signal.n >= $min_cell then signal.effect end as effect,
    signal.effect_unit,
    case when signal.level = 'quality' or signal.n >= $min_cell then signal.low end as low,
    case when signal.level = 'quality' or signal.n >= $min_cell then signal.high end as high,
    case
        when signal.level = 'quality' or signal.n = 0 or (signal.n >= $min_cell and coalesce(told.told, true)) then signal.n
    end as n,
    case when signal.level = 'quality' or (signal.n >= $min_cell and coalesce(told.told, true)) then signal.z end as z,
    signal.cusum,
    signal.threshold,
    signal.direction,
    signal.since,
    signal.state,
    signal.reference_nights
from marts.drift_signals as signal
left join told_kpis as told
    on told.as_of = signal.as_of and told.persona_id = signal.persona_id and told.measure = signal.measure
where signal.as_of <= $as_of
