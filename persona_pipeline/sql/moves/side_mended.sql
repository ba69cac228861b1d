-- The night as it was told, but for the people of whom more is known today: they are as side_again has them.
select customer_key, persona_id, x
from side_told
where customer_key not in (select identity_key from picture_people)
union all
select customer_key, persona_id, x
from side_again
