-- Everybody to the nearest of the target groups that their persona is made of; of equal distances the lower id.
with measured as (
    select customer_key, centre_id, round(squared, 6) as squared
    from persona_distances
),

nearest as (
    select customer_key, min(squared) as squared
    from measured
    group by customer_key
)

select m.customer_key, min(m.centre_id) as group_id
from measured as m
inner join nearest as n on n.customer_key = m.customer_key and n.squared = m.squared
group by m.customer_key
