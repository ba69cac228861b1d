-- Personas of the versions in use up to the night.
select
    persona.version,
    persona.persona_id,
    persona.name,
    persona.gist,
    persona.name_since,
    persona.name_author,
    persona.name_reason,
    persona.name_en,
    persona.name_nl
from marts.personas as persona
inner join marts.persona_versions as version on persona.version = version.version
where version.accepted_as_of <= $as_of
