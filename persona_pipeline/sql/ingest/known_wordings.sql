select column_header, question_text
from ops.questions
where source = $source and first_load_id <> $load_id
order by column_header, question_text
