-- Texts of the days that have no score yet.
select t.origin, t.source, t.survey_id, t.item_id, t.question_id, t.choice, t.business_day, t.language, t.text, t.text_md5
from journey_texts as t
anti join core.text_sentiment as s
    on s.origin = t.origin and s.source = t.source and s.survey_id = t.survey_id and s.item_id = t.item_id
    and s.question_id = t.question_id and s.choice = t.choice
order by t.origin, t.source, t.survey_id, t.item_id, t.question_id, t.choice
