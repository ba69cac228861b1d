select persona_id, name, name_en, name_nl
from marts.personas
where version = $version
order by persona_id
