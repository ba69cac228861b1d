-- The signals whose figures may stand in the evidence of verdicts and alerts, too: what they stood at by that night.
select as_of, level, persona_id, measure
from told_signals
where standing_told
