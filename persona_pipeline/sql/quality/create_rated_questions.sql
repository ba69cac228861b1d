create or replace temp table rated_questions (
    source varchar,
    question_id varchar,
    role varchar,
    lowest double,
    highest double
)
