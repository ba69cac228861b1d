-- Share of each persona among the day's active customers, on the last $nights nights. A night has none where one of them,
-- or all but one, are fewer than $min_cell people (but not nobody), because the shares of the others tell it.
with counted as (
    select
        as_of,
        persona_id,
        total / n as share,
        min(case when least(total, n - total) > 0 then least(total, n - total) else n end) over (partition by as_of) as smallest
    from marts.persona_kpis
    where
        measure = 'active_share'
        and persona_id <> 'all'
        and n > 0
        and as_of <= $as_of
        and as_of > cast($as_of as date) - cast($nights as integer)
)

select as_of, persona_id, cast(share as double) as share
from counted
where smallest >= $min_cell
order by as_of, persona_id
