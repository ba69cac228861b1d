-- People write addresses into open answers; those stay in raw. Words that a cast takes for a number (NaN, Infinity) are words.
create or replace temp table new_answers as
with given as (
    select
        responses.source,
        responses.survey_id,
        responses.response_id,
        responses.business_day,
        questions.question_id,
        questions.role,
        questions.touchpoint,
        questions.phase,
        questions.scale_low,
        questions.scale_high,
        questions.separator,
        json_extract_string(responses.answers, '$."' || questions.question_id || '"') as answer
    from new_responses as responses
    join questions on questions.source = responses.source
    where responses.is_winner
),
choices as (
    select
        given.* exclude (answer),
        unnest(case when separator is null then [answer] else string_split(answer, separator) end) as choice_text,
        generate_subscripts(
            case when separator is null then [answer] else string_split(answer, separator) end, 1
        )::integer as choice
    from given
    where trim(answer) <> ''
),
read_choices as (
    select *, try_cast(replace(trim(choice_text), ',', '.') as double) as any_number
    from choices
    where trim(choice_text) <> ''
),
numbers as (
    select *, case when isfinite(any_number) then any_number end as answer_number
    from read_choices
)
select
    source,
    survey_id,
    response_id,
    business_day,
    question_id,
    choice,
    role,
    touchpoint,
    phase,
    mask_addresses(trim(choice_text)) as answer_text,
    answer_number,
    case when role = 'satisfaction' then round(1 + 4 * (answer_number - scale_low) / (scale_high - scale_low), 6) end as rating
from numbers
