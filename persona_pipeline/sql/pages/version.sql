-- The persona version in use on the night, since when, and how it is made.
select version, accepted_as_of, cast(definition as varchar) as definition
from marts.persona_versions
where accepted_as_of <= $as_of
order by version desc
limit 1
