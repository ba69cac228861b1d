-- What the members of the other personas answered, beside each persona. Sums are of decimals: those of all less those of the
-- persona are exactly those of the others, whatever the weights are.
with voices as (
    select *, cast(weight as decimal(38, 6)) as w, cast(weight * weight as decimal(38, 6)) as w_2
    from survey_said
),

people as (
    select distinct source, survey_id, question_id, customer_key, persona_id, w, w_2
    from voices
    where not is_number
),

asked as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        source, survey_id, question_id, count(*) as n, sum(w) as w, sum(w_2) as w_2
    from people
    group by grouping sets ((persona_id, source, survey_id, question_id), (source, survey_id, question_id))
),

given as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        source, survey_id, question_id, answer, count(*) as hits, sum(w) as w_hits
    from voices
    where not is_number
    group by grouping sets ((persona_id, source, survey_id, question_id, answer), (source, survey_id, question_id, answer))
),

share_rows as (
    select
        p.persona_id, e.source, e.survey_id, e.question_id, e.answer,
        a.n - coalesce(m.n, 0) as n,
        e.hits - coalesce(g.hits, 0) as hits,
        cast(e.hits - coalesce(g.hits, 0) as double) as x,
        cast(e.w_hits - coalesce(g.w_hits, 0) as double) as w_x,
        cast(null as double) as w_x_2,
        cast(a.w - coalesce(m.w, 0) as double) as w,
        cast(a.w_2 - coalesce(m.w_2, 0) as double) as w_2
    from given as e
    inner join asked as a
        on a.persona_id = 'all' and a.source = e.source and a.survey_id = e.survey_id and a.question_id = e.question_id
    inner join marts.personas as p on p.version = $version
    left join asked as m
        on m.persona_id = p.persona_id and m.source = e.source and m.survey_id = e.survey_id and m.question_id = e.question_id
    left join given as g
        on g.persona_id = p.persona_id and g.source = e.source and g.survey_id = e.survey_id and g.question_id = e.question_id
        and g.answer = e.answer
    where e.persona_id = 'all' and e.hits >= $min_cell
),

number_sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        source, survey_id, question_id,
        count(*) as n,
        sum(w) as w,
        sum(w_2) as w_2,
        sum(cast(points as decimal(38, 6))) as x,
        sum(cast(weight * points as decimal(38, 6))) as w_x,
        sum(cast(weight * points * points as decimal(38, 6))) as w_x_2
    from voices
    where is_number and points is not null
    group by grouping sets ((persona_id, source, survey_id, question_id), (source, survey_id, question_id))
),

number_rows as (
    select
        p.persona_id, e.source, e.survey_id, e.question_id, '' as answer,
        e.n - coalesce(m.n, 0) as n,
        e.n - coalesce(m.n, 0) as hits,
        cast(e.x - coalesce(m.x, 0) as double) as x,
        cast(e.w_x - coalesce(m.w_x, 0) as double) as w_x,
        cast(e.w_x_2 - coalesce(m.w_x_2, 0) as double) as w_x_2,
        cast(e.w - coalesce(m.w, 0) as double) as w,
        cast(e.w_2 - coalesce(m.w_2, 0) as double) as w_2
    from number_sums as e
    inner join marts.personas as p on p.version = $version
    left join number_sums as m
        on m.persona_id = p.persona_id and m.source = e.source and m.survey_id = e.survey_id and m.question_id = e.question_id
    where e.persona_id = 'all'
),

everything as (
    select * from share_rows
    union all
    select * from number_rows
)

select
    $as_of as as_of,
    persona_id,
    source,
    survey_id,
    question_id,
    answer,
    n,
    hits,
    round(x / n, 6) as value,
    round(w_x / nullif(w, 0), 6) as weighted_value,
    round(sqrt(greatest(w_x_2 / nullif(w, 0) - (w_x / nullif(w, 0)) * (w_x / nullif(w, 0)), 0)), 6) as weighted_sd,
    round(w * w / nullif(w_2, 0), 3) as effective_n
from everything
where n > 0
order by persona_id, source, survey_id, question_id, answer
