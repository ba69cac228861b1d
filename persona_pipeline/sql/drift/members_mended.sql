-- The members of an earlier night as they were told, but for the people of whom more is known today: they are as members_again has them.
select customer_key, persona_id
from marts.persona_members
where as_of = $night and customer_key not in (select identity_key from picture_people)
union all
select customer_key, persona_id
from members_again
