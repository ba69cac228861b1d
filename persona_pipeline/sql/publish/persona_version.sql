-- The persona version in use at the end of the night.
select max(version) as version
from marts.persona_versions
where accepted_as_of <= $as_of
