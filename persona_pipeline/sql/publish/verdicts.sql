-- Verdicts up to the night, with what they say.
select as_of, persona_id, verdict, reason, evidence
from marts.persona_verdicts
where as_of <= $as_of
