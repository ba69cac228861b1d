-- Which figures may not be told. One about fewer than $min_cell people is hidden; it would still follow from that of 'all' less
-- the other personas, so the next smallest go too, until two stand behind every difference and they are $min_cell people or more.
with lined as (
    select
        *,
        sum(behind) over (
            partition by family, figure, persona_id = 'all' order by behind, persona_id rows between unbounded preceding and 1 preceding
        ) as smaller,
        row_number() over (partition by family, figure, persona_id = 'all' order by behind, persona_id) as place,
        min(behind) over (partition by family, figure, persona_id = 'all') as smallest
    from journey_cells
    where behind > 0
)
select family, figure, persona_id
from lined
where behind < $min_cell
    or (persona_id <> 'all' and smallest < $min_cell and (place <= 2 or coalesce(smaller, 0) < $min_cell))
