-- Ratings at the ends of their scale beside which something was said, and answers that hardly anybody gave. A response comes once
-- for each kind, with what is rarest of it.
with responses as materialized (
    select
        row_number() over () as response, r.source, r.survey_id, r.response_id, r.business_day, coalesce(q.weight, 1) as weight,
        coalesce(i.customer_key, r.identity_key) as customer_key
    from core.responses as r
    left join core.identities as i on i.identity_key = r.identity_key
    left join marts.response_quality as q
        on q.source = r.source and q.survey_id = r.survey_id and q.response_id = r.response_id
    where r.business_day between $first_day and $as_of
),

answers as materialized (
    select
        r.response, r.source, r.survey_id, a.question_id, a.choice, a.role, a.touchpoint, a.phase, trim(a.answer_text) as answer,
        case
            when a.role = 'nps' and a.answer_number between 0 and 10 then a.answer_number / 10
            when a.role = 'satisfaction' then (a.answer_number - coalesce(q.lowest, 1)) / coalesce(q.highest - q.lowest, 4)
        end as point
    from responses as r
    inner join core.answers as a on a.source = r.source and a.survey_id = r.survey_id and a.response_id = r.response_id
    left join survey_questions as q on q.source = a.source and q.question_id = a.question_id
    where trim(a.answer_text) <> ''
),

said as materialized (
    select response, string_agg(answer, ' / ' order by question_id, choice) as said
    from answers
    where role = 'open_text'
    group by response
),

points as (
    select source, survey_id, question_id, point, count(*) as hits
    from answers
    where point is not null
    group by source, survey_id, question_id, point
),

tails as (
    select
        *,
        sum(hits) over (partition by source, survey_id, question_id order by point)
        / sum(hits) over (partition by source, survey_id, question_id) as share_as_low,
        sum(hits) over (partition by source, survey_id, question_id order by point desc)
        / sum(hits) over (partition by source, survey_id, question_id) as share_as_high
    from points
),

ratings as (
    select a.*, t.share_as_low, t.share_as_high
    from answers as a
    inner join tails as t
        on t.source = a.source and t.survey_id = a.survey_id and t.question_id = a.question_id and t.point = a.point
    where a.point <= 0.1 or a.point >= 1
),

asked as (
    select source, survey_id, question_id, count(*) filter (where choice = 1) as n
    from answers
    where role in ('need', 'pain', 'goal', 'channel', 'decision_factor')
    group by source, survey_id, question_id
),

counted as (
    select source, survey_id, question_id, answer, count(*) as hits
    from answers
    where role in ('need', 'pain', 'goal', 'channel', 'decision_factor')
    group by source, survey_id, question_id, answer
),

candidates as (
    select 'lowest' as kind, r.response, r.question_id, r.role, r.touchpoint, r.phase, r.answer, r.share_as_low as share
    from ratings as r
    inner join said as s on s.response = r.response
    where r.point <= 0.1
    union all
    select 'highest' as kind, r.response, r.question_id, r.role, r.touchpoint, r.phase, r.answer, r.share_as_high as share
    from ratings as r
    inner join said as s on s.response = r.response
    where r.point >= 1
    union all
    select 'rare' as kind, a.response, a.question_id, a.role, a.touchpoint, a.phase, a.answer, c.hits / k.n as share
    from answers as a
    inner join counted as c
        on c.source = a.source and c.survey_id = a.survey_id and c.question_id = a.question_id and c.answer = a.answer
    inner join asked as k on k.source = a.source and k.survey_id = a.survey_id and k.question_id = a.question_id
    where a.role in ('need', 'pain', 'goal', 'channel', 'decision_factor') and k.n >= 50 and c.hits <= $rare_share * k.n
),

rarest as (
    select
        *,
        row_number() over (partition by kind, response order by share, question_id, answer) as choice
    from candidates
)

select
    c.kind, r.source, r.survey_id, r.response_id, r.business_day, r.customer_key, c.question_id, c.role, c.touchpoint, c.phase,
    c.answer, c.share, s.said, r.weight
from rarest as c
inner join responses as r on r.response = c.response
left join said as s on s.response = c.response
where c.choice = 1
