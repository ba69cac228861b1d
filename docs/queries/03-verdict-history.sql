-- When did the verdict on a persona change, and why?
select persona_id, name, verdict, first_night, last_night, nights, reason
from answers.verdict_history
where persona_id <> 'all'
order by first_night desc, persona_id;
