-- What moved tonight, by how much, since when, and how sure is that?
select
    signal.level,
    signal.persona_id,
    persona.name,
    signal.measure,
    signal.effect,
    signal.effect_unit,
    signal.low,
    signal.high,
    signal.since,
    round(signal.cusum / nullif(signal.threshold, 0), 6) as evidence,
    signal.state
from marts.drift_signals as signal
inner join answers.this_snapshot as snapshot on signal.as_of = snapshot.as_of
left join marts.personas as persona
    on snapshot.persona_version = persona.version and signal.persona_id = persona.persona_id
where signal.state in ('watch', 'firing') and signal.level <> 'feature'
order by evidence desc nulls last, signal.level, signal.persona_id, signal.measure
