-- The last name that a person gave to each persona.
select persona_id, name, name_since, name_author, name_reason, name_en, name_nl
from marts.personas
where name_since is not null
qualify row_number() over (partition by persona_id order by version desc) = 1
order by persona_id
