select
    source, survey_id, response_id, business_day, question_id, choice, role, touchpoint, phase, answer_text, answer_number
from new_answers
