-- Whose stays the night can change: those who are elsewhere than the stays say so far (spells_so_far), and those with a stay
-- that begins or ends beside the night.
select coalesce(n.customer_key, s.customer_key) as customer_key
from spells_tonight as n
full outer join spells_so_far as s on s.customer_key = n.customer_key
where n.persona_id is distinct from s.persona_id
union
select customer_key
from marts.persona_spells
where from_as_of = $as_of or from_as_of = $after or to_as_of = $before or to_as_of = $as_of
