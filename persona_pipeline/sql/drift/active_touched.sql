-- Of the people in picture_people those who were active on the night $night, as identifiers, with all others of theirs.
with active as (
    select coalesce(i.customer_key, d.identity_key) as customer_key
    from core.customer_day as d
    left join core.identities as i on i.identity_key = d.identity_key
    where d.business_day = $night
)

select p.identity_key
from picture_people as p
left join core.identities as i on i.identity_key = p.identity_key
where coalesce(i.customer_key, p.identity_key) in (select customer_key from active)
