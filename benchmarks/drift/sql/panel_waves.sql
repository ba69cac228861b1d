-- By month: answers, and the share of some of them.
select
    strftime(r.business_day, '%Y-%m') as month,
    count(distinct r.response_id) as responses,
    round(100 * count(*) filter (where a.question_id = 'gender' and a.answer_text = 'Female')
        / nullif(count(*) filter (where a.question_id = 'gender'), 0), 1) as women,
    round(100 * count(*) filter (where a.question_id = 'age' and a.answer_text like '18%')
        / nullif(count(*) filter (where a.question_id = 'age'), 0), 1) as under_25,
    round(100 * count(*) filter (where a.question_id = 'how_often' and a.answer_text like 'Less%')
        / nullif(count(*) filter (where a.question_id = 'how_often'), 0), 1) as seldom_buyers
from core.responses as r
join core.answers as a using (source, response_id)
group by month
order by month
