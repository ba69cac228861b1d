-- A move of fewer than $min_cell people keeps its row and loses its figures.
select
    as_of,
    from_persona,
    to_persona,
    case when customers = 0 or customers >= $min_cell then customers end as customers,
    case when customers = 0 or customers >= $min_cell then monetary end as monetary
from marts.persona_transitions
where as_of <= $as_of
