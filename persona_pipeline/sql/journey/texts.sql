-- The open texts of the days with what is needed to score them.
select
    'answer' as origin, a.source, a.survey_id, a.response_id as item_id, a.question_id, a.choice, a.business_day,
    r.language, a.answer_text as text, md5(coalesce(r.language, '') || ':' || a.answer_text) as text_md5
from core.answers as a
inner join core.responses as r
    on r.source = a.source and r.survey_id = a.survey_id and r.response_id = a.response_id
where a.role = 'open_text' and a.business_day in (select business_day from days) and trim(a.answer_text) <> ''
union all
select
    'signal' as origin, source, '' as survey_id, signal_id as item_id, '' as question_id, 0 as choice, business_day,
    language, text, md5(coalesce(language, '') || ':' || text) as text_md5
from core.signals
where business_day in (select business_day from days) and text is not null and trim(text) <> ''
