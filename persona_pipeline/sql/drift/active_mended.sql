-- The features of those who were active on an earlier night as they were told, but for the people of whom more is known today.
with active as (
    select coalesce(i.customer_key, d.identity_key) as customer_key
    from core.customer_day as d
    left join core.identities as i on i.identity_key = d.identity_key
    where d.business_day = $night
)

select f.*
from marts.customer_features as f
where f.as_of = $night
    and f.customer_key in (select customer_key from active)
    and f.customer_key not in (select identity_key from picture_people)
union all by name
select p.*
from picture_again as p
where p.customer_key in (select customer_key from active)
