-- What moved tonight, from what to what, since when, and how sure is that? Where tonight's data cannot be trusted, what moved before
-- stands as it was, and what is wrong with the data is told beside it.
with tonight as (
    select as_of, persona_version from answers.this_snapshot
),

quoted as (
    select
        unnest(from_json(
            json_extract(verdict.evidence, '$.signals'),
            '[{"level": "VARCHAR", "persona_id": "VARCHAR", "measure": "VARCHAR", "expected": "DOUBLE", "recent": "DOUBLE", "n_per_night": "BIGINT"}]'
        )) as signal
    from marts.persona_verdicts as verdict
    inner join tonight on verdict.as_of = tonight.as_of
),

behind as (
    select
        signal.level as level,
        signal.persona_id as persona_id,
        signal.measure as measure,
        max(signal.expected) as expected,
        max(signal.recent) as recent,
        max(signal.n_per_night) as n
    from quoted
    group by signal.level, signal.persona_id, signal.measure
)

select
    signal.level,
    signal.persona_id,
    persona.name,
    signal.measure,
    coalesce(behind.expected, case when signal.level = 'quality' then signal.reference_value end) as expected,
    coalesce(behind.recent, case when signal.level = 'quality' then signal.night_value end) as recent,
    signal.effect,
    signal.effect_unit,
    signal.low,
    signal.high,
    coalesce(behind.n, case when signal.level = 'quality' then signal.n end) as n,
    signal.since,
    round(signal.cusum / nullif(signal.threshold, 0), 6) as evidence,
    signal.state
from marts.drift_signals as signal
inner join tonight on signal.as_of = tonight.as_of
left join behind
    on signal.level = behind.level and signal.persona_id = behind.persona_id and signal.measure = behind.measure
left join marts.personas as persona
    on tonight.persona_version = persona.version and signal.persona_id = persona.persona_id
where (signal.state in ('watch', 'firing') or (signal.state = 'blocked' and signal.since is not null)) and signal.level in ('quality', 'share', 'profile', 'kpi')
order by evidence desc nulls last, signal.level, signal.persona_id, signal.measure
