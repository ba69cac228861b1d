-- A bounded sample of the people who are known well enough (at least $well_known of what is known of the middle one), or else
-- the best known ones; chosen by the hash of the key, so that it is the same whenever it is drawn.
with ordered as (
    select *, row_number() over (order by weight desc, md5(customer_key)) as place
    from persona_space
    where weight > 0
),

chosen as (
    select * from ordered
    where weight >= $well_known * (select median(weight) from ordered) or place <= $at_least
    order by md5(customer_key)
    limit $sample_size
)

select * from chosen
order by customer_key
