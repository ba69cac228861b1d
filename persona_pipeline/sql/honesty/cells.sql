-- Members and respondents of every survey by persona, activity band and reach.
with members as (
    select persona_id, band, reach, count(*) as members
    from survey_people
    group by persona_id, band, reach
),

respondents as (
    select
        source, survey_id, persona_id, band, reach,
        count(*) as respondents,
        sum(cast(careful as decimal(18, 6))) as careful
    from survey_voices
    where age = 1
    group by source, survey_id, persona_id, band, reach
),

surveys as (
    select distinct source, survey_id from respondents
)

select
    s.source, s.survey_id, m.persona_id, m.band, m.reach, m.members,
    coalesce(r.respondents, 0) as respondents,
    cast(coalesce(r.careful, 0) as double) as careful
from surveys as s
cross join members as m
left join respondents as r
    on r.source = s.source and r.survey_id = s.survey_id and r.persona_id = m.persona_id and r.band = m.band and r.reach = m.reach
order by s.source, s.survey_id, m.persona_id, m.band, m.reach
