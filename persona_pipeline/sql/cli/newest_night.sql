-- The newest night whose members were computed, also where it did not end well.
select max(as_of) as as_of
from marts.persona_profiles
