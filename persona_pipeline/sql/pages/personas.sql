-- The personas of the version in use on the night.
select persona_id, name, name_en, name_nl
from marts.personas
where version = (select max(version) from marts.persona_versions where accepted_as_of <= $as_of)
order by persona_id
