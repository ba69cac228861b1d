-- People by persona on the day of the acceptance, whether they are still about or not.
select persona_id, count(*) as people
from persona_then
group by persona_id
order by persona_id
