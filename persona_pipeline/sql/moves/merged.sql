-- Who turned out to be one person with a member of the night before that had a key of its own then.
select distinct i.customer_key
from core.identities as i
inner join spells_before as b on b.customer_key = i.identity_key
where i.customer_key <> i.identity_key
