-- What became of the personas of the versions in use up to the night. How many people are told for all personas of a version or
-- for none: one that is left out would follow from the others. A share is left out where fewer than $min_cell people are on
-- either side of it, but not where that side is empty.
with told as (
    select
        ledger.*,
        coalesce(min(ledger.people) filter (where ledger.people > 0) over (partition by ledger.version) >= $min_cell, false) as enough
    from marts.persona_ledger as ledger
    inner join marts.persona_versions as version on ledger.version = version.version
    where version.accepted_as_of <= $as_of
)

select
    version,
    persona_id,
    event,
    in_version,
    from_ids,
    to_ids,
    matched_as_of,
    matched_version,
    case when enough then people end as people,
    case when overlap in (0, 1) or people * least(overlap, 1 - overlap) >= $min_cell then overlap end as overlap,
    case when stayed in (0, 1) or people * least(stayed, 1 - stayed) >= $min_cell then stayed end as stayed,
    case when contained in (0, 1) or people * least(contained, 1 - contained) >= $min_cell then contained end as contained,
    case
        when contained_in_new in (0, 1) or people * least(contained_in_new, 1 - contained_in_new) >= $min_cell then contained_in_new
    end as contained_in_new,
    distance,
    margin
from told
