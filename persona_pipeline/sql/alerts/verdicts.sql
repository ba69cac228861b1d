select persona_id, version, verdict, cause, since, evidence
from marts.persona_verdicts
where as_of = $as_of
order by persona_id
