-- At which step of the buying process does each persona lose most, and how sure is that?
select
    coalesce(persona.name, 'all members') as name,
    funnel.step,
    funnel.sessions,
    funnel.kept_share,
    funnel.low,
    funnel.high,
    funnel.lost_sessions,
    funnel.lost_people,
    funnel.of_all
from marts.persona_funnels as funnel
inner join answers.this_snapshot as snapshot on funnel.as_of = snapshot.as_of
left join answers.personas_tonight as persona on funnel.persona_id = persona.persona_id
order by funnel.persona_id, funnel.step_number;
