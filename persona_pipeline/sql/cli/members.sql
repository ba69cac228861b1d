-- Members by persona on the newest night.
select persona_id, count(*) as customers
from marts.persona_members
where as_of = (select max(as_of) from marts.persona_members)
group by persona_id
order by persona_id
