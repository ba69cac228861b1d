-- Their answers, with what persona.yaml says of the questions; point is the answer on a scale of 0 to 1.
select
    j.response,
    a.question_id,
    a.choice,
    a.role,
    lower(trim(a.answer_text)) as said,
    q.place,
    q.battery,
    q.is_age,
    q.repeats,
    coalesce(q.is_reversed, false) as is_reversed,
    case
        when a.role = 'nps' and a.answer_number between 0 and 10 then a.answer_number / 10
        when a.role = 'satisfaction' or q.battery is not null or q.repeats is not null or q.is_repeated
            then round((a.answer_number - coalesce(q.lowest, 1)) / coalesce(q.highest - q.lowest, 4), 6)
    end as point
from judged_responses as j
inner join core.answers as a on a.source = j.source and a.survey_id = j.survey_id and a.response_id = j.response_id
left join survey_questions as q on q.source = a.source and q.question_id = a.question_id
