-- One flat object a response: answers under the ref of their field, hidden fields and variables under their own names.
with given as (
    select
        row_number,
        line_number,
        object,
        json_transform(object, '{
            "answers": [{
                "field": {"id": "VARCHAR", "ref": "VARCHAR"}, "text": "VARCHAR", "email": "VARCHAR", "url": "VARCHAR",
                "file_url": "VARCHAR", "phone_number": "VARCHAR", "date": "VARCHAR", "number": "VARCHAR", "boolean": "VARCHAR",
                "choice": {"label": "VARCHAR", "other": "VARCHAR"}, "choices": {"labels": ["VARCHAR"], "other": "VARCHAR"}
            }],
            "variables": [{"key": "VARCHAR", "number": "VARCHAR", "text": "VARCHAR"}]
        }') as document
    from json_lines
),
texts as (
    select
        row_number,
        line_number,
        object,
        list_transform(document.answers, lambda each: {
            name: coalesce(each.field.ref, each.field.id),
            text: coalesce(
                each.text, each.email, each.url, each.file_url, each.phone_number, each.date, each.number, each.boolean,
                each.choice.label, each.choice.other,
                nullif(array_to_string(list_append(each.choices.labels, each.choices.other), chr(10)), '')
            )
        }) as answers,
        list_transform(document.variables, lambda each: {name: each.key, text: coalesce(each.number, each.text)}) as variables
    from given
),
members as (
    select
        row_number,
        line_number,
        object,
        array_to_string(list_transform(
            list_filter(list_concat(coalesce(variables, []), coalesce(answers, [])), lambda each: each.text is not null),
            lambda each: cast(to_json(each.name) as varchar) || ':' || cast(to_json(each.text) as varchar)
        ), ',') as pairs
    from texts
)
select
    row_number,
    line_number,
    json_merge_patch(
        coalesce(nullif(json_extract(object, '$.hidden'), 'null'), '{}'),
        cast('{' || pairs || '}' as json),
        json_merge_patch(object, '{"answers": null, "hidden": null, "variables": null}')
    ) as object
from members
