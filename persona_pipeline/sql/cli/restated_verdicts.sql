-- Verdicts of earlier nights that late and corrected rows changed.
select as_of, night, persona_id, version, verdict_told, cause_told, verdict_now, cause_now, alert, alert_since
from marts.restated_verdicts
order by as_of desc, night desc, persona_id
