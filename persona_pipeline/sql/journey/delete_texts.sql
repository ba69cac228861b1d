-- Scores of texts of the days that are gone, changed, of another day, or were scored by another lexicon. A text that moved is looked for
-- by its own key: the day that it left may be read later.
delete from core.text_sentiment
where rowid in (
    select s.rowid
    from core.text_sentiment as s
    left join journey_texts as t
        on t.origin = s.origin and t.source = s.source and t.survey_id = s.survey_id and t.item_id = s.item_id
        and t.question_id = s.question_id and t.choice = s.choice
    where (t.item_id is not null or s.business_day in (select business_day from days))
        and (t.text_md5 is distinct from s.text_md5 or t.business_day <> s.business_day or s.lexicon <> $lexicon)
)
