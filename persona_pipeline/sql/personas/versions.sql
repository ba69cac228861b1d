-- The warehouse's copies of accepted versions, in the order in which they took effect.
select version, fitted_as_of, accepted_as_of, reason, sha256, definition, author, decided_at
from marts.persona_versions
order by accepted_as_of, version
