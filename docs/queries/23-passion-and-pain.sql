-- Which contact moments does each persona love or suffer from, and did that change since the window before?
select
    coalesce(persona.name, 'all members') as name,
    journey.phase,
    journey.touchpoint,
    journey.feeling,
    journey.sentiment,
    journey.sentiment_low,
    journey.sentiment_high,
    journey.sentiment_n as n,
    journey.sentiment_source as source,
    journey.sentiment_change as change,
    journey.volume,
    journey.unit
from marts.persona_journey as journey
inner join answers.this_snapshot as snapshot on journey.as_of = snapshot.as_of
left join answers.personas_tonight as persona on journey.persona_id = persona.persona_id
where journey.channel = 'all' and journey.feeling in ('passion', 'pain')
order by journey.persona_id, journey.sentiment, journey.touchpoint;
