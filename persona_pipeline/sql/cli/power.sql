-- The power card of the version that the newest verdict is about.
select power.persona_id, persona.name, power.measure, power.nights, power.smallest_change, power.unit
from marts.drift_power as power
left join marts.personas as persona on persona.version = power.version and persona.persona_id = power.persona_id
where
    power.version = (
        select max(version) from marts.persona_verdicts where as_of = (select max(as_of) from marts.persona_verdicts)
    )
order by case when power.persona_id = 'all' then 0 else 1 end, power.persona_id, power.measure, power.nights
