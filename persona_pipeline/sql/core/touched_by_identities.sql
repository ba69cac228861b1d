-- Identifiers that are another person's than before (identities_before), with both persons; only where nights were told.
insert into ops.touched_people (touched, business_day, identity_key)
with changed as (
    select b.identity_key, b.customer_key as customer_before, i.customer_key
    from identities_before as b
    left join core.identities as i on i.identity_key = b.identity_key
    where b.customer_key is distinct from i.customer_key
        and exists (select 1 from marts.persona_nights)
),

people as (
    select identity_key from changed
    union
    select customer_before as identity_key from changed
    union
    select customer_key as identity_key from changed where customer_key is not null
)

select (select coalesce(max(touched), 0) + 1 from ops.touched_people) as touched, cast(null as date) as business_day, identity_key
from people
