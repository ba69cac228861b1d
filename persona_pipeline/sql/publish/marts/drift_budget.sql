-- Versions in use up to the night whose reference was full by then.
select
    budget.version,
    budget.level,
    budget.budget,
    budget.false_per_year,
    budget.low,
    budget.high,
    budget.threshold_factor,
    budget.years,
    budget.reference_nights,
    budget.weeks,
    budget.last_night,
    budget.provisional
from marts.drift_budget as budget
inner join marts.persona_versions as version on version.version = budget.version
where version.accepted_as_of <= $as_of and budget.last_night <= $as_of
