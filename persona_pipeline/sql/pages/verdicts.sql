-- The verdicts of the night.
select persona_id, verdict, cause, since, cast(evidence as varchar) as evidence
from marts.persona_verdicts
where as_of = $as_of
order by persona_id
