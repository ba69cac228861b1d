select f.*
from marts.customer_features as f
where f.as_of = $as_of and f.customer_key in (
    select coalesce(i.customer_key, d.identity_key)
    from core.customer_day as d
    left join core.identities as i on i.identity_key = d.identity_key
    where d.business_day = $as_of
)
