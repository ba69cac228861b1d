-- Versions in use up to the night.
select version, status, fitted_as_of, accepted_as_of, reason, sha256, definition
from marts.persona_versions
where accepted_as_of <= $as_of
