insert into core.text_sentiment (
    origin, source, survey_id, item_id, question_id, choice, touchpoint, business_day, language, language_from, sentiment, text_md5, lexicon
)
select
    unnest($c0::varchar[]), unnest($c1::varchar[]), unnest($c2::varchar[]), unnest($c3::varchar[]), unnest($c4::varchar[]),
    unnest($c5::integer[]), unnest($c6::varchar[]), unnest($c7::date[]), unnest($c8::varchar[]), unnest($c9::varchar[]),
    unnest($c10::double[]), unnest($c11::varchar[]), unnest($c12::varchar[])
