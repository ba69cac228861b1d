-- People of both pictures: their persona on the day of the acceptance, and the fitted one tonight.
select t.persona_id as known_id, f.persona_id as fitted_id, count(*) as people
from persona_then as t
inner join persona_fitted as f on f.customer_key = t.customer_key
group by t.persona_id, f.persona_id
order by t.persona_id, f.persona_id
