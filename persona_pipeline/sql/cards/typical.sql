-- The members that lie closest to the centre of their persona, of those who are known well; equals by pseudonym.
with known as (
    select
        *,
        max(known_share) over (partition by persona_id) as best_known,
        count(*) over (partition by persona_id) as people
    from marts.persona_members
    where as_of = $as_of
)

select persona_id, customer_key, distance, certainty, known_share
from known
where people >= $min_cell
qualify row_number() over (
    partition by persona_id order by known_share >= 0.8 * best_known desc, distance, certainty desc, customer_key
) <= $most
order by persona_id, known_share >= 0.8 * best_known desc, distance, certainty desc, customer_key
