-- When did the verdict on a persona change, and why? A night whose data cannot be trusted keeps the verdict, but found nothing of it
-- itself: the reason is that of the last night of the stretch that did.
with marked as (
    select
        *,
        coalesce(json_extract_string(evidence, '$.signals[0].state') = 'blocked', false) as is_held,
        case
            when verdict = lag(verdict) over (partition by persona_id order by as_of) then 0
            else 1
        end as begins
    from marts.persona_verdicts
),
stretches as (
    select
        *,
        sum(begins) over (partition by persona_id order by as_of) as stretch
    from marked
),
gathered as (
    select
        persona_id,
        min(verdict) as verdict,
        min(as_of) as first_night,
        max(as_of) as last_night,
        count(*) as nights,
        max(version) as version,
        coalesce(arg_max(cause, as_of) filter (where not is_held), arg_max(cause, as_of)) as cause,
        coalesce(arg_max(reason, as_of) filter (where not is_held), arg_max(reason, as_of)) as reason
    from stretches
    group by persona_id, stretch
)
select
    gathered.persona_id,
    persona.name,
    gathered.verdict,
    gathered.first_night,
    gathered.last_night,
    gathered.nights,
    gathered.cause,
    gathered.reason
from gathered
left join marts.personas as persona
    on gathered.version = persona.version and gathered.persona_id = persona.persona_id
order by gathered.persona_id, gathered.first_night
