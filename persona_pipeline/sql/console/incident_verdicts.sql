-- What the personas were told to be re-evaluated for, on the last nights of such runs, with the evidence as it may be told.
select as_of, persona_id, cause, reason, evidence
from marts.persona_verdicts
where verdict = 're-evaluate' and list_contains(cast($nights as date[]), as_of)
order by as_of, persona_id
