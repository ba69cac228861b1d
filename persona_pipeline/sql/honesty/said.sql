-- The answers that count, each with its weight: how careful the response is, times how many people the respondent stands for.
with answers as materialized (
    select
        v.who, v.age, v.customer_key, v.persona_id, v.band, v.reach, v.source, v.survey_id, v.business_day, v.submitted_at, v.response_id,
        v.careful, a.question_id, a.role, a.touchpoint, a.phase, trim(a.answer_text) as answer, a.answer_number
    from survey_voices as v
    inner join core.answers as a on a.source = v.source and a.survey_id = v.survey_id and a.response_id = v.response_id
    where a.role <> 'open_text' and trim(a.answer_text) <> ''
),

latest as (
    select who, question_id, min(age) as age
    from answers
    group by who, question_id
),

counting as materialized (
    select a.*
    from answers as a
    inner join latest as l
        on l.who = a.who and l.question_id = a.question_id and l.age = a.age
),

-- A question whose every answer is a number, of more than a dozen, is answered by a number and has a mean; codes have not so many.
numbered as (
    select source, survey_id, question_id
    from counting
    group by source, survey_id, question_id
    having count(answer_number) = count(*) and count(distinct answer_number) > 12
)

select distinct
    c.customer_key, c.persona_id, c.source, c.survey_id, c.business_day, c.submitted_at, c.response_id, c.question_id, c.role,
    c.touchpoint, c.phase,
    c.answer,
    c.role in ('nps', 'satisfaction') or n.question_id is not null as is_number,
    case
        when c.role = 'nps' then case when c.answer_number between 0 and 10 then c.answer_number end
        when c.role = 'satisfaction' then 1 + 4 * (c.answer_number - coalesce(q.lowest, 1)) / coalesce(q.highest - q.lowest, 4)
        else c.answer_number
    end as points,
    c.careful * coalesce(w.weight, 1) as weight
from counting as c
left join numbered as n on n.source = c.source and n.survey_id = c.survey_id and n.question_id = c.question_id
left join survey_questions as q on q.source = c.source and q.question_id = c.question_id
left join survey_cell_weights as w
    on w.source = c.source and w.survey_id = c.survey_id and w.persona_id = c.persona_id and w.band = c.band and w.reach = c.reach
