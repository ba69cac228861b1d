select persona_id, name
from marts.personas
where version = $version
order by persona_id
