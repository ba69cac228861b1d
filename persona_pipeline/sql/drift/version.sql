-- The persona version in force on the night.
select version, accepted_as_of
from marts.persona_versions
where accepted_as_of <= $as_of
order by accepted_as_of desc, version desc
limit 1
