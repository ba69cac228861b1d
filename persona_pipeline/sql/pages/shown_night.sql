-- The newest night with figures that no gate and no failure stands against.
select max(as_of) as as_of
from marts.persona_profiles
where as_of not in (select as_of from ops.nights where status in ('stopped', 'failed'))
