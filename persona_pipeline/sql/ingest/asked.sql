-- The wordings of one load, for each survey in it.
create or replace temp table asked as
select distinct
    $source as source,
    responses.survey_id,
    wording.question_id,
    wording.column_header,
    wording.question_text
from (select distinct survey_id from read_parquet($accepted)) as responses
cross join (
    select
        unnest($ids::varchar[]) as question_id,
        unnest($headers::varchar[]) as column_header,
        unnest($texts::varchar[]) as question_text
) as wording
