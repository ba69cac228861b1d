select customer_key, persona_id as part_of
from marts.persona_members
where as_of = $as_of
