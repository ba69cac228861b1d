-- What should be mended first for each persona, and what is it worth?
select
    coalesce(persona.name, 'all members') as name,
    fix.rank,
    fix.place,
    fix.measure,
    fix.value,
    fix.benchmark,
    fix.benchmark_from,
    fix.people_lost,
    fix.loss,
    fix.felt,
    fix.clear
from marts.persona_fixes as fix
inner join answers.this_snapshot as snapshot on fix.as_of = snapshot.as_of
left join answers.personas_tonight as persona on fix.persona_id = persona.persona_id
where fix.rank <= 3
order by fix.persona_id, fix.rank;
