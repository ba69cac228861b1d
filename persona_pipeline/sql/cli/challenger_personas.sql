-- What the newest challenger would make of each persona, by the names that people know.
select
    found.persona_id,
    coalesce(persona.name, found.name) as name,
    found.event,
    found.in_challenger,
    found.from_ids,
    found.to_ids,
    found.gist,
    found.people,
    found.share,
    found.comes_back,
    found.overlap,
    found.stayed,
    found.contained,
    found.contained_in_new,
    found.distance,
    found.margin
from marts.persona_challenger_personas as found
inner join marts.persona_challengers as challenger on challenger.as_of = found.as_of
left join marts.personas as persona
    on persona.version = challenger.version and persona.persona_id = found.persona_id
where found.as_of = (select max(as_of) from marts.persona_challengers)
order by found.persona_id
