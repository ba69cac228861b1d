with figures as (
    select
        source,
        survey_id,
        response_id,
        max(answer_number) filter (where role = 'nps')::integer as nps,
        round(avg(rating), 6) as satisfaction
    from new_answers
    group by source, survey_id, response_id
)
select
    responses.source,
    responses.survey_id,
    responses.response_id,
    responses.business_day,
    responses.submitted_at,
    responses.duration_s,
    responses.identity_key,
    responses.language,
    case when figures.nps between 0 and 10 then figures.nps end as nps,
    figures.satisfaction,
    responses.load_id,
    responses.row_number
from new_responses as responses
left join figures
    on figures.source = responses.source
    and figures.survey_id = responses.survey_id
    and figures.response_id = responses.response_id
where responses.is_winner
