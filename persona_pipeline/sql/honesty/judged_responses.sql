-- The responses to judge: those from $first_day on, and earlier ones (again) of whom the CRM knows another year of birth now.
select
    row_number() over (order by r.source, r.survey_id, r.response_id) as response,
    r.source,
    r.survey_id,
    r.response_id,
    r.business_day,
    r.duration_s,
    b.birth_year,
    r.load_id,
    r.row_number,
    coalesce(r.business_day < $first_day, true) as again,
    q.usual_duration_s,
    q.usual_answer_s
from core.responses as r
left join survey_births as b
    on b.source = r.source and b.survey_id = r.survey_id and b.response_id = r.response_id
left join marts.response_quality as q
    on q.source = r.source and q.survey_id = r.survey_id and q.response_id = r.response_id
where r.business_day >= $first_day
    or (q.response_id is not null and q.birth_year is distinct from b.birth_year)
