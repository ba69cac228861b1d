-- What members of each persona answered, beside what all members did and, by weight, what everybody else did.
select
    p.persona_id,
    p.question_id,
    p.role,
    p.touchpoint,
    p.phase,
    p.answer,
    p.unit,
    p.n,
    p.hits,
    p.value,
    p.low,
    p.high,
    p.weighted_value,
    p.weighted_low,
    p.weighted_high,
    p.effective_n,
    p.first_day,
    p.last_day,
    a.n as all_n,
    a.value as all_value,
    a.low as all_low,
    a.high as all_high,
    o.n as others_n,
    o.hits as others_hits,
    o.value as others_plain,
    o.weighted_value as others_value,
    o.weighted_sd as others_sd,
    o.effective_n as others_effective_n
from marts.survey_estimates as p
left join marts.survey_estimates as a
    on a.as_of = $as_of and a.persona_id = 'all' and a.source = p.source and a.survey_id = p.survey_id
    and a.question_id = p.question_id and a.answer is not distinct from p.answer
left join marts.survey_others as o
    on o.as_of = $as_of and o.persona_id = p.persona_id and o.source = p.source and o.survey_id = p.survey_id
    and o.question_id = p.question_id and o.answer = coalesce(p.answer, '')
where p.as_of = $as_of and p.persona_id <> 'all'
qualify row_number() over (
    partition by p.persona_id, p.question_id, p.answer order by p.value is null, p.n desc, p.source, p.survey_id
) = 1
order by p.persona_id, p.question_id, p.answer
