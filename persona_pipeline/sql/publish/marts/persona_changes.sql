-- A part that may not be told keeps its row and loses its figures; which those are was found with the night (moves/cells.py).
-- An n that hidden_counts hides in the profiles is hidden here, too; and because a total divided by its mean is that n, so are the totals of
-- orders and sessions and the mean money, with all their parts. Who came and who went follow from the people behind the mix of members
-- and from what the mix amounts to (came + went, came - went): where either is of fewer than $min_cell the former is not told.
with places as (
    select *
    from (
        values
            ('orders', 'frequency', true), ('sessions', 'active_sessions', true), ('repeat_share', 'frequency', false), ('monetary', 'monetary', true)
    ) as v(figure, like_figure, is_whole)
),

judged as (
    select
        c.*,
        t.figure is not null as then_hidden,
        w.figure is not null as now_hidden,
        coalesce(p.is_whole, false) and (t.figure is not null or w.figure is not null) as nothing_told,
        c.figure = 'members' and (
            abs(c.mix_people + c.mix) / 2 between 1 and $min_cell - 1 or abs(c.mix_people - c.mix) / 2 between 1 and $min_cell - 1
        ) as few_mixed,
        c.figure = 'members' and (
            abs(c.data_people + c.data) / 2 between 1 and $min_cell - 1 or abs(c.data_people - c.data) / 2 between 1 and $min_cell - 1
        ) as few_mended
    from marts.persona_changes as c
    left join places as p on p.figure = c.figure
    left join hidden_counts as t on t.as_of = c.compared_as_of and t.persona_id = c.persona_id and t.figure = coalesce(p.like_figure, c.figure)
    left join hidden_counts as w on w.as_of = c.as_of and w.persona_id = c.persona_id and w.figure = coalesce(p.like_figure, c.figure)
    where c.as_of <= $as_of
)

select
    as_of,
    compared,
    compared_as_of,
    persona_id,
    figure,
    unit,
    case when then_told and not nothing_told then value_then end as value_then,
    case when value_told and not nothing_told then value end as value,
    case when then_told and value_told and not nothing_told then change end as change,
    case when data_told and not nothing_told then data end as data,
    case when definition_told and not nothing_told then definition end as definition,
    case when mix_told and not nothing_told then mix end as mix,
    case when behaviour_told and not nothing_told then behaviour end as behaviour,
    case when then_told and not then_hidden then n_then end as n_then,
    case when value_told and not now_hidden then n end as n,
    case when data_told and not few_mended then data_people end as data_people,
    case when definition_told then definition_people end as definition_people,
    case when mix_told and not few_mixed then mix_people end as mix_people,
    case when behaviour_told then behaviour_people end as behaviour_people
from judged
