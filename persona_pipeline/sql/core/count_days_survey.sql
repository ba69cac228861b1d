create or replace temp table count_days as
select business_day from days
union
select business_day from new_responses
union
select kept.business_day
from core.responses as kept
semi join touched_responses as touched
    on touched.source = kept.source and touched.survey_id = kept.survey_id and touched.response_id = kept.response_id
