select version, persona_id, name, name_en, name_nl
from marts.personas
order by version, persona_id
