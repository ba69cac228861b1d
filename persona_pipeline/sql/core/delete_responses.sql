delete from core.responses as kept
using touched_responses as touched
where touched.source = kept.source and touched.survey_id = kept.survey_id and touched.response_id = kept.response_id
