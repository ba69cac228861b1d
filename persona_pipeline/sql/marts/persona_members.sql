-- The nearest persona of each person, over the traits that are known of them; equal distances go to the lower id. What is not
-- known of a person makes them less certain: it is taken to lie one standard unit from either persona.
with measured as (
    select customer_key, known_share, weight, centre_id as persona_id, round(sqrt(squared), 6) as distance
    from persona_distances
),

ranked as (
    select
        *,
        row_number() over (partition by customer_key order by distance, persona_id) as place,
        lead(distance) over (partition by customer_key order by distance, persona_id) as next_distance
    from measured
)

select
    $as_of as as_of,
    customer_key,
    persona_id,
    cast($version as integer) as version,
    distance,
    case when next_distance > 0 then round(1 - sqrt(
        (weight * distance * distance + greatest(1 - weight, 0))
        / (weight * next_distance * next_distance + greatest(1 - weight, 0))
    ), 6) else 0 end as certainty,
    round(known_share, 6) as known_share
from ranked
where place = 1
order by customer_key
