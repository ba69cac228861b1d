-- The people of whom more is known today than when the night was told (after $touched), as identifiers, with all others of theirs.
with touched as (
    select distinct identity_key
    from ops.touched_people
    where touched > $touched and (business_day is null or business_day between $first_day and $last_day)
),

people as (
    select identity_key as customer_key from touched
    union
    select i.customer_key
    from touched as t
    inner join core.identities as i on i.identity_key = t.identity_key
)

select customer_key as identity_key from people
union
select i.identity_key
from core.identities as i
inner join people as p on p.customer_key = i.customer_key
