-- Whose days are not what they were: nights that were told before this know these people by what has changed since.
insert into ops.touched_people (touched, business_day, identity_key)
with days_now as (
    select *
    from core.customer_day
    where business_day in (select business_day from days)
        and business_day <= (select max(as_of) from marts.persona_nights)
),

changed as (
    (select * from days_before except select * from days_now)
    union all
    (select * from days_now except select * from days_before)
)

select distinct (select coalesce(max(touched), 0) + 1 from ops.touched_people) as touched, business_day, identity_key
from changed
