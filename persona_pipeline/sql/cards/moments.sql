-- The message for the moment in each phase, and what it rests on.
select persona_id, phase, message_en, message_nl, state, evidence
from marts.persona_moments
where as_of = $as_of and persona_id <> 'all'
order by persona_id, list_position(['see', 'think', 'do', 'care'], phase)
