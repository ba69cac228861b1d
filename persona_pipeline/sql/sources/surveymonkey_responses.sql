-- One flat object a response: answers under question id, or question.row id; what was chosen stands there by its id, a line each.
with given as (
    select
        row_number,
        json_transform(object, '{"pages": [{"questions": [{"id": "VARCHAR", "answers": [{
            "choice_id": "VARCHAR", "row_id": "VARCHAR", "col_id": "VARCHAR", "other_id": "VARCHAR", "text": "VARCHAR",
            "simple_text": "VARCHAR"
        }]}]}]}') as document
    from json_lines
),
questions as (
    select row_number, unnest(flatten(list_transform(document.pages, lambda each: coalesce(each.questions, [])))) as question
    from given
),
answers as (
    select row_number, question.id as question_id, unnest(question.answers) as answer, generate_subscripts(question.answers, 1) as place
    from questions
),
named as (
    select
        row_number,
        place,
        concat_ws('.', question_id, answer.row_id, answer.col_id) as name,
        coalesce(answer.simple_text, answer.text, answer.choice_id) as text
    from answers
),
joined as (
    select row_number, name, string_agg(text, chr(10) order by place) as text
    from named
    where text <> ''
    group by row_number, name
),
objects as (
    select
        row_number,
        '{' || string_agg(cast(to_json(name) as varchar) || ':' || cast(to_json(text) as varchar), ',' order by name) || '}' as answers
    from joined
    group by row_number
)
select
    lines.row_number,
    lines.line_number,
    json_merge_patch(
        coalesce(nullif(json_extract(lines.object, '$.custom_variables'), 'null'), '{}'),
        cast(coalesce(objects.answers, '{}') as json),
        json_merge_patch(lines.object, '{"pages": null, "custom_variables": null, "logic_path": null, "page_path": null}')
    ) as object
from json_lines as lines
left join objects on objects.row_number = lines.row_number
