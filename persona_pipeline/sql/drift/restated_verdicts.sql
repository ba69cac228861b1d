-- Verdicts as a night before $as_of last said that they are, where it said so.
select night, persona_id, verdict_now, cause_now
from marts.restated_verdicts
where as_of < $as_of
order by as_of
