-- Personas of the versions in use up to the night.
select persona.version, persona.persona_id, persona.name, persona.gist
from marts.personas as persona
inner join marts.persona_versions as version on persona.version = version.version
where version.accepted_as_of <= $as_of
