select version, accepted_as_of, sha256, definition
from marts.persona_versions
where accepted_as_of <= $as_of
order by accepted_as_of desc, version desc
limit 1
