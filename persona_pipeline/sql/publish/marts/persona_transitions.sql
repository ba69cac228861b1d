-- A move that may not be told keeps its row and loses its figures; which those are was found with the night (moves/cells.py).
select
    as_of,
    compared,
    compared_as_of,
    from_persona,
    to_persona,
    cause,
    case when told and (customers = 0 or customers >= $min_cell) then customers end as customers,
    case when money_told and (buyers = 0 or buyers >= $min_cell) and (customers = buyers or customers - buyers >= $min_cell) then buyers end as buyers,
    case when money_told and (buyers = 0 or buyers >= $min_cell) and (customers = buyers or customers - buyers >= $min_cell) then monetary end as monetary
from marts.persona_transitions
where as_of <= $as_of and compared is not null
