-- What is known of the people in persona_said about the questions of persona_choice_scale: a row with an empty value for
-- each question that they said anything to, and one for each value that they chose. sure grows with what is known.
with questions as (
    select question, sum(weight) as weight, max(half_at) as half_at
    from persona_choice_scale
    group by question
),

totals as (
    select distinct customer_key, question, total
    from persona_said
)

select t.customer_key, t.question, '' as value, 0.0 as share, t.total / (t.total + q.half_at) as sure, q.weight
from totals as t
inner join questions as q on q.question = t.question
union all
select s.customer_key, s.question, s.value, s.hits / s.total as share, s.total / (s.total + c.half_at) as sure, 0.0 as weight
from persona_said as s
inner join persona_choice_scale as c on c.question = s.question and c.value = s.value
