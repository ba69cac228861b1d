-- A part that may not be told keeps its row and loses its figures; which those are was found with the night (moves/cells.py).
select
    as_of,
    compared,
    compared_as_of,
    persona_id,
    figure,
    unit,
    case when then_told then value_then end as value_then,
    case when value_told then value end as value,
    case when then_told and value_told then change end as change,
    case when data_told then data end as data,
    case when definition_told then definition end as definition,
    case when mix_told then mix end as mix,
    case when behaviour_told then behaviour end as behaviour,
    case when then_told then n_then end as n_then,
    case when value_told then n end as n,
    case when data_told then data_people end as data_people,
    case when definition_told then definition_people end as definition_people,
    case when mix_told then mix_people end as mix_people,
    case when behaviour_told then behaviour_people end as behaviour_people
from marts.persona_changes
where as_of <= $as_of
