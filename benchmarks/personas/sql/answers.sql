with asked as (
    select
        r.response_id,
        c.business_day,
        unnest([
            {'question': 'need', 'role': 'need', 'answer': r.need}, {'question': 'goal', 'role': 'goal', 'answer': r.goal},
            {'question': 'pain', 'role': 'pain', 'answer': r.pain}, {'question': 'channel', 'role': 'channel', 'answer': r.channel},
            {'question': 'decision_factor', 'role': 'decision_factor', 'answer': r.decision_factor},
            {'question': 'age_band', 'role': 'demographic', 'answer': r.age_band},
            {'question': 'gender', 'role': 'demographic', 'answer': r.gender},
            {'question': 'household', 'role': 'demographic', 'answer': r.household},
            {'question': 'education', 'role': 'demographic', 'answer': r.education},
            {'question': 'region', 'role': 'demographic', 'answer': r.region}
        ]) as one
    from survey as r
    inner join core.responses as c on c.response_id = r.response_id
),
ticked as (
    select *, unnest(string_split(one.answer, '; ')) as answer_text, generate_subscripts(string_split(one.answer, '; '), 1) as choice
    from asked
    where one.answer <> ''
)
select
    'survey' as source, 'survey' as survey_id, response_id, business_day, one.question as question_id, choice::integer as choice,
    one.role as role, answer_text
from ticked
