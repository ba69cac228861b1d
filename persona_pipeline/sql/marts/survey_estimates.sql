-- What of the temporary table survey_figures may be told. An estimate with fewer than $min_cell people behind it is hidden; of an
-- answer these are the people who gave it, and those who did not. What is hidden would still follow from 'all' less the other
-- personas, or from everybody who answered less the other answers; so the next smallest are hidden too, until two stand behind
-- every difference and they are $min_cell people or more. The weighted estimate goes where the plain one goes.
with lined as (
    select
        *,
        sum(behind) over (
            partition by source, survey_id, question_id, answer, persona_id = 'all'
            order by behind, persona_id rows between unbounded preceding and 1 preceding
        ) as smaller,
        row_number() over (
            partition by source, survey_id, question_id, answer, persona_id = 'all' order by behind, persona_id
        ) as place,
        min(behind) over (partition by source, survey_id, question_id, answer, persona_id = 'all') as smallest
    from survey_figures
    where n > 0
),

judged as (
    select
        *,
        behind < $min_cell
        or (persona_id <> 'all' and smallest < $min_cell and (place <= 2 or coalesce(smaller, 0) < $min_cell)) as hidden
    from lined
),

-- Of a question with one answer each, the shares of a persona add up to 1.
questions as (
    select
        source, survey_id, question_id,
        sum(hits) filter (where persona_id = 'all') <= max(n) filter (where persona_id = 'all') as one_each
    from judged
    where unit = 'share'
    group by source, survey_id, question_id
),

-- The two answers that are hidden most go for every persona that hides any, which closes the way from both sides.
partners as (
    select source, survey_id, question_id, answer
    from judged
    where unit = 'share' and persona_id <> 'all'
    group by source, survey_id, question_id, answer
    qualify row_number() over (
        partition by source, survey_id, question_id order by count(*) filter (where hidden) desc, sum(hits), answer
    ) <= 2
),

hiding as (
    select distinct j.source, j.survey_id, j.question_id, j.persona_id
    from judged as j
    inner join questions as q
        on q.source = j.source and q.survey_id = j.survey_id and q.question_id = j.question_id and q.one_each
    where j.hidden
),

told as (
    select
        j.source, j.survey_id, j.question_id, j.answer, j.persona_id,
        j.hidden or (p.answer is not null and h.persona_id is not null) as hidden
    from judged as j
    left join partners as p
        on p.source = j.source and p.survey_id = j.survey_id and p.question_id = j.question_id and p.answer = j.answer
    left join hiding as h
        on h.source = j.source and h.survey_id = j.survey_id and h.question_id = j.question_id and h.persona_id = j.persona_id
)

select
    $as_of as as_of,
    f.persona_id,
    f.source,
    f.survey_id,
    f.question_id,
    f.role,
    f.touchpoint,
    f.phase,
    f.answer,
    f.unit,
    cast(f.n as bigint) as n,
    cast(f.hits as bigint) as hits,
    case when t.hidden = false then round(f.plain, 6) end as value,
    case when t.hidden = false then round(f.low, 6) end as low,
    case when t.hidden = false then round(f.high, 6) end as high,
    case when t.hidden = false then round(f.weighted_value, 6) end as weighted_value,
    case when t.hidden = false then round(f.weighted_low, 6) end as weighted_low,
    case when t.hidden = false then round(f.weighted_high, 6) end as weighted_high,
    round(f.effective_n, 3) as effective_n,
    f.first_day,
    f.last_day
from survey_figures as f
left join told as t
    on t.persona_id = f.persona_id and t.source = f.source and t.survey_id = f.survey_id and t.question_id = f.question_id
    and t.answer = f.answer
order by f.persona_id, f.source, f.survey_id, f.question_id, f.answer
