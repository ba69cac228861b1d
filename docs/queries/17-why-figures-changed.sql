-- Why did the revenue, size and NPS of each persona change in a week: late data, a new definition, other people, or other behaviour?
-- data + definition + mix + behaviour = change, to the last digit. A part without figure is about too few people.
select
    coalesce(persona.name, 'all members') as about,
    why.figure,
    why.unit,
    why.compared_as_of,
    why.value_then,
    why.value,
    why.change,
    why.data,
    why.definition,
    why.mix,
    why.behaviour
from marts.persona_changes as why
inner join answers.this_snapshot as snapshot on snapshot.as_of = why.as_of
left join answers.personas_tonight as persona on persona.persona_id = why.persona_id
where why.compared = 'week' and why.figure in ('members', 'revenue', 'orders', 'order_value', 'nps')
order by why.persona_id, why.figure;
