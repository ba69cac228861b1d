-- Versions whose reference was full on the night. Streams of few people are never written (drift.power).
select
    power.version,
    power.persona_id,
    power.measure,
    power.nights,
    power.smallest_change,
    power.unit
from marts.drift_power as power
inner join marts.drift_budget as budget on budget.version = power.version and budget.level = 'all'
inner join marts.persona_versions as version on version.version = power.version
where version.accepted_as_of <= $as_of and budget.last_night <= $as_of
