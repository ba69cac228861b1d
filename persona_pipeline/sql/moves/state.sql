-- Who belonged to which persona on the night $night, from the stays.
select customer_key, persona_id
from marts.persona_spells
where from_as_of <= $night and (to_as_of is null or to_as_of >= $night)
