-- Who are our personas, how large are they, what are they worth, and do they still hold?
with tonight as (select as_of, persona_version from answers.this_snapshot),
figures as (
    select
        profile.persona_id,
        max(profile.value) filter (where profile.figure = 'members') as members,
        max(profile.n) filter (where profile.figure = 'frequency') as buyers,
        max(profile.value) filter (where profile.figure = 'share') as share,
        max(profile.value) filter (where profile.figure = 'revenue') as revenue,
        max(profile.value) filter (where profile.figure = 'revenue_share') as revenue_share
    from marts.persona_profiles as profile
    inner join tonight on profile.as_of = tonight.as_of
    group by profile.persona_id
)
select
    persona.persona_id,
    persona.name,
    persona.gist,
    version.fitted_as_of as gist_as_of,
    cast(figures.members as bigint) as customers,
    figures.buyers,
    figures.share,
    figures.revenue,
    figures.revenue_share,
    verdict.verdict,
    verdict.since,
    verdict.reason
from marts.personas as persona
inner join tonight on persona.version = tonight.persona_version
left join marts.persona_versions as version on version.version = persona.version
left join figures on persona.persona_id = figures.persona_id
left join marts.persona_verdicts as verdict
    on persona.persona_id = verdict.persona_id and verdict.as_of = tonight.as_of
order by persona.persona_id
