-- The choices that can be traits: enough people are known to have made them, and enough not to.
with known as (
    select question, count(distinct customer_key) as people
    from persona_said
    group by question
),

chosen as (
    select question, value, count(*) as people
    from persona_said
    group by question, value
),

listed as (
    select
        c.question,
        c.value,
        row_number() over (partition by c.question order by c.people desc, c.value) as place
    from chosen as c
    inner join known as k on k.question = c.question
    where k.people >= $known_of
        and c.people >= greatest($at_least, $smallest_share * k.people)
        and k.people - c.people >= $at_least * cast(c.question like 'answer:%' or c.question like 'crm:%' as integer)
)

select question, value
from listed
where place <= $values
order by question, value
