-- Scores of the days whose text is gone, changed, or was scored by another lexicon.
delete from core.text_sentiment
where rowid in (
    select s.rowid
    from core.text_sentiment as s
    anti join journey_texts as t
        on t.origin = s.origin and t.source = s.source and t.survey_id = s.survey_id and t.item_id = s.item_id
        and t.question_id = s.question_id and t.choice = s.choice and t.text_md5 = s.text_md5 and s.lexicon = $lexicon
    where s.business_day in (select business_day from days)
)
