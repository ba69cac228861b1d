-- The persona version in use on the night, and since when.
select version, accepted_as_of
from marts.persona_versions
where accepted_as_of <= $as_of
order by version desc
limit 1
