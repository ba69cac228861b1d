-- The usual time of each survey as it stood at each response: the median over the 200 timed responses up to it. The first
-- $min_timed share theirs, and nobody is judged before there are so many.
with given as (
    select response, count(distinct question_id) as answers
    from judged_answers
    group by response
),

new_times as (
    select j.response, j.source, j.survey_id, j.response_id, j.business_day, j.duration_s, round(j.duration_s / nullif(g.answers, 0), 3) as answer_s
    from judged_responses as j
    left join given as g on g.response = j.response
    where not j.again and j.duration_s is not null
),

old_times as (
    select
        cast(null as bigint) as response, q.source, q.survey_id, q.response_id, q.business_day, cast(q.duration_s as bigint) as duration_s, q.answer_s,
        row_number() over (partition by q.source, q.survey_id order by q.business_day desc, q.response_id desc) as age,
        count(*) over (partition by q.source, q.survey_id) as known
    from marts.response_quality as q
    where q.business_day < $first_day and q.duration_s is not null
),

times as (
    select response, source, survey_id, response_id, business_day, duration_s, answer_s, 0 as left_out
    from new_times
    union all
    select response, source, survey_id, response_id, business_day, duration_s, answer_s, greatest(known - 199, 0) as left_out
    from old_times
    where age <= 199
),

medians as (
    select
        *,
        median(duration_s) over up_to as usual_duration_s,
        median(answer_s) over up_to as usual_answer_s,
        row_number() over (partition by source, survey_id order by business_day, response_id) as place,
        max(left_out) over (partition by source, survey_id) as earlier
    from times
    window up_to as (
        partition by source, survey_id order by business_day, response_id rows between 199 preceding and current row
    )
),

firsts as (
    select source, survey_id, usual_duration_s, usual_answer_s
    from medians
    where place + earlier = $min_timed
)

select
    m.response,
    round(case when m.place + m.earlier >= $min_timed then m.usual_duration_s else f.usual_duration_s end, 3) as usual_duration_s,
    round(case when m.place + m.earlier >= $min_timed then m.usual_answer_s else f.usual_answer_s end, 3) as usual_answer_s
from medians as m
left join firsts as f on f.source = m.source and f.survey_id = m.survey_id
where m.response is not null
union all
select response, usual_duration_s, usual_answer_s
from judged_responses
where again
