-- Who moved between personas in the last week, what moved them, and how much money did they take along?
-- cause: people (they moved), version (a new persona version alone), both, merged (two keys turned out to be one person).
-- Empty figures are about fewer than answers.this_snapshot.min_cell people, or would give such a figure away.
select
    coalesce(earlier.name, move.from_persona) as from_persona,
    coalesce(later.name, move.to_persona) as to_persona,
    move.cause,
    move.compared_as_of,
    move.customers,
    move.monetary
from marts.persona_transitions as move
inner join answers.this_snapshot as snapshot on snapshot.as_of = move.as_of
left join answers.personas_tonight as earlier on earlier.persona_id = move.from_persona
left join answers.personas_tonight as later on later.persona_id = move.to_persona
where move.compared = 'week' and (move.customers > 0 or move.customers is null)
order by move.customers desc nulls last, move.from_persona, move.to_persona;
