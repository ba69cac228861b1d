-- What challengers would make of each persona. As in persona_ledger: how many people are told for all personas of a night or for
-- none, and a share is left out where fewer than $min_cell people are on either side of it, but not where that side is empty.
with told as (
    select
        found.*,
        coalesce(min(people) filter (where people > 0) over (partition by as_of) >= $min_cell, false) as enough
    from marts.persona_challenger_personas as found
    where as_of <= $as_of
)

select
    as_of,
    persona_id,
    event,
    in_challenger,
    from_ids,
    to_ids,
    name,
    gist,
    case when enough then people end as people,
    case when enough then share end as share,
    comes_back,
    case when overlap in (0, 1) or people * least(overlap, 1 - overlap) >= $min_cell then overlap end as overlap,
    case when stayed in (0, 1) or people * least(stayed, 1 - stayed) >= $min_cell then stayed end as stayed,
    case when contained in (0, 1) or people * least(contained, 1 - contained) >= $min_cell then contained end as contained,
    case
        when contained_in_new in (0, 1) or people * least(contained_in_new, 1 - contained_in_new) >= $min_cell then contained_in_new
    end as contained_in_new,
    distance,
    margin
from told
