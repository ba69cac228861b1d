-- The year of birth that the CRM knows of each respondent who was asked for an age, as it was last stated.
with asked as (
    select distinct a.source, a.survey_id, a.response_id
    from core.answers as a
    inner join survey_questions as q on q.source = a.source and q.question_id = a.question_id
    where q.is_age
),

people as (
    select k.source, k.survey_id, k.response_id, coalesce(i.customer_key, r.identity_key) as customer_key
    from asked as k
    inner join core.responses as r
        on r.source = k.source and r.survey_id = k.survey_id and r.response_id = k.response_id
    left join core.identities as i on i.identity_key = r.identity_key
    where r.identity_key is not null
),

years as (
    select
        coalesce(i.customer_key, c.identity_key) as customer_key,
        c.birth_year,
        row_number() over (
            partition by coalesce(i.customer_key, c.identity_key) order by c.valid_from desc, c.birth_year desc
        ) as place
    from core.customer_attributes as c
    left join core.identities as i on i.identity_key = c.identity_key
    where c.birth_year is not null
)

select p.source, p.survey_id, p.response_id, y.birth_year
from people as p
inner join years as y on y.customer_key = p.customer_key and y.place = 1
