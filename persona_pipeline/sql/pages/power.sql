-- What the verdict on the night's version can see, persona by persona, then the whole shop.
select power.persona_id, persona.name, power.measure, power.nights, power.smallest_change, power.unit
from marts.drift_power as power
left join marts.personas as persona on persona.version = power.version and persona.persona_id = power.persona_id
where power.version = (select max(version) from marts.persona_verdicts where as_of = $as_of)
order by power.persona_id = 'all', power.persona_id, power.measure, power.nights
