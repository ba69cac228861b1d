create or replace temp table touched_responses as
select source, survey_id, response_id from raw.responses where business_day in (select business_day from days)
union
select source, survey_id, response_id from core.responses where business_day in (select business_day from days)
