-- Which persona was each customer in first, before, and now, and since when?
with tonight as (select as_of, persona_version from answers.this_snapshot),
stays as (
    select
        *,
        lag(persona_id) over (partition by customer_key order by from_as_of) as persona_before,
        lag(from_as_of) over (partition by customer_key order by from_as_of) as from_before,
        first_value(persona_id) over (partition by customer_key order by from_as_of) as first_persona,
        min(from_as_of) over (partition by customer_key) as first_as_of,
        row_number() over (partition by customer_key order by from_as_of desc) as place
    from marts.persona_spells
),
counted as (
    select
        customer_key,
        count(*) filter (where persona_before <> persona_id) as changes,
        count(*) filter (where persona_before <> persona_id and began = 'version') as version_changes
    from stays
    group by customer_key
)
select
    stay.customer_key,
    stay.first_persona,
    stay.first_as_of,
    stay.persona_before as previous_persona,
    stay.from_before as previous_as_of,
    stay.persona_id,
    persona.name,
    stay.from_as_of as since_as_of,
    stay.to_as_of as gone_as_of,
    counted.changes,
    counted.version_changes,
    coalesce(stay.certainty, member.certainty) as certainty
from stays as stay
cross join tonight
inner join counted on counted.customer_key = stay.customer_key
left join marts.persona_members as member
    on member.as_of = tonight.as_of and member.customer_key = stay.customer_key and stay.to_as_of is null
left join marts.personas as persona
    on persona.version = tonight.persona_version and persona.persona_id = stay.persona_id
where stay.place = 1
