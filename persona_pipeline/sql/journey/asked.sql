-- What each member said last in answer to each question, and what they searched for on the site in the window.
with answers as (
    select
        r.member,
        r.persona_id,
        a.role,
        a.question_id,
        a.phase,
        trim(a.answer_text) as wording,
        dense_rank() over (
            partition by r.member, a.question_id
            order by r.business_day desc, r.submitted_at desc, r.source desc, r.survey_id desc, r.response_id desc
        ) as age
    from core.answers as a
    inner join journey_responses as r
        on r.source = a.source and r.survey_id = a.survey_id and r.response_id = a.response_id
    where a.role in ('need', 'goal', 'pain', 'channel', 'decision_factor')
        and r.business_day >= $first_day
        and trim(a.answer_text) <> ''
)
select member, persona_id, role as kind, question_id as question, phase, wording, count(*) as volume
from answers
where age = 1
group by all
union all
select
    k.member, k.persona_id, 'site_search' as kind, '' as question, 'think' as phase, s.term as wording,
    sum(s.searches) as volume
from core.journey_searches as s
inner join journey_keys as k on k.identity_key = s.identity_key
where s.business_day between $first_day and $as_of
group by all
