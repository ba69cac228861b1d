-- Persona versions in the order in which nights used them.
select version, accepted_as_of
from marts.persona_versions
where accepted_as_of <= $as_of
order by accepted_as_of, version
