-- The error budget of the version that the newest verdict is about, all levels together first.
select level, budget, false_per_year, low, high, threshold_factor, years, reference_nights, weeks, last_night, provisional
from marts.drift_budget
where
    version = (select max(version) from marts.persona_verdicts where as_of = (select max(as_of) from marts.persona_verdicts))
order by case when level = 'all' then 0 else 1 end, level
