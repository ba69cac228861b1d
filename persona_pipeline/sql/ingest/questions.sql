-- A wording that is there already is seen again; a new one comes beside it, so that both can be compared.
select
    asked.source,
    asked.survey_id,
    asked.question_id,
    asked.column_header,
    asked.question_text,
    coalesce(known.first_load_id, $load_id) as first_load_id,
    $load_id as last_load_id
from asked
left join ops.questions as known
    on known.source = asked.source
    and known.survey_id = asked.survey_id
    and known.question_id is not distinct from asked.question_id
    and known.column_header = asked.column_header
    and known.question_text = asked.question_text
union all
select known.*
from ops.questions as known
anti join asked
    on known.source = asked.source
    and known.survey_id = asked.survey_id
    and known.question_id is not distinct from asked.question_id
    and known.column_header = asked.column_header
    and known.question_text = asked.question_text
