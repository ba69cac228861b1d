-- Alerts that the night withdraws or adds, because rows of earlier days came late or were corrected.
select distinct persona_id, alert, alert_since
from marts.restated_verdicts
where as_of = $as_of and alert is not null
order by alert_since, persona_id, alert
