select
    verdicts.as_of,
    verdicts.persona_id,
    personas.name,
    verdicts.verdict,
    verdicts.cause,
    verdicts.since,
    verdicts.reason,
    verdicts.evidence
from marts.persona_verdicts as verdicts
left join marts.personas as personas
    on personas.version = verdicts.version and personas.persona_id = verdicts.persona_id
where verdicts.as_of = (select max(as_of) from marts.persona_verdicts)
order by case when verdicts.persona_id = 'all' then 0 else 1 end, verdicts.persona_id
