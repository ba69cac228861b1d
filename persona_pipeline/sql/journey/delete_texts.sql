-- Scores of the days whose text is gone, changed, or was scored by another lexicon.
delete from core.text_sentiment
where business_day in (select business_day from days)
    and (origin, source, survey_id, item_id, question_id, choice, text_md5, lexicon) not in (
        select origin, source, survey_id, item_id, question_id, choice, text_md5, $lexicon from journey_texts
    )
