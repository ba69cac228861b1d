-- What members answered in the window and in the one before, each response with what it weighs by how careful it looks.
select
    k.member, k.persona_id, k.sampled, r.source, r.survey_id, r.response_id, r.business_day, r.submitted_at, r.nps, r.satisfaction,
    coalesce(q.weight, 1) as weight
from core.responses as r
inner join journey_keys as k on k.identity_key = r.identity_key
left join marts.response_quality as q
    on q.source = r.source and q.survey_id = r.survey_id and q.response_id = r.response_id
where r.business_day between $day_before and $as_of
