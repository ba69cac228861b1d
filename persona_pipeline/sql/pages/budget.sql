-- How often the verdict on the night's version errs, all levels together; only once its reference was full.
select false_per_year, low, high, years, weeks, provisional
from marts.drift_budget
where
    level = 'all'
    and last_night <= $as_of
    and version = (select max(version) from marts.persona_verdicts where as_of = $as_of)
