-- A part that may not be told keeps its row and loses its figures; which those are was found with the night (moves/cells.py).
-- An n that hidden_counts hides in the profiles is hidden here, too.
with places as (
    select *
    from (values ('orders', 'frequency'), ('repeat_share', 'frequency'), ('sessions', 'active_sessions')) as v(figure, like_figure)
)

select
    c.as_of,
    compared,
    compared_as_of,
    c.persona_id,
    c.figure,
    unit,
    case when then_told then value_then end as value_then,
    case when value_told then value end as value,
    case when then_told and value_told then change end as change,
    case when data_told then data end as data,
    case when definition_told then definition end as definition,
    case when mix_told then mix end as mix,
    case when behaviour_told then behaviour end as behaviour,
    case when then_told and t.figure is null then n_then end as n_then,
    case when value_told and w.figure is null then n end as n,
    case when data_told then data_people end as data_people,
    case when definition_told then definition_people end as definition_people,
    case when mix_told then mix_people end as mix_people,
    case when behaviour_told then behaviour_people end as behaviour_people
from marts.persona_changes as c
left join places as p on p.figure = c.figure
left join hidden_counts as t on t.as_of = c.compared_as_of and t.persona_id = c.persona_id and t.figure = coalesce(p.like_figure, c.figure)
left join hidden_counts as w on w.as_of = c.as_of and w.persona_id = c.persona_id and w.figure = coalesce(p.like_figure, c.figure)
where c.as_of <= $as_of
