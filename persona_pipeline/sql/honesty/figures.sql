-- Every estimate with what is needed to judge whether it may be told. Sums are of decimals, whose order does not matter.
with personas as (
    select persona_id from marts.personas where version = $version
    union all
    select 'all' as persona_id
),

voices as (
    select
        *,
        cast(weight as decimal(38, 6)) as w,
        cast(weight * weight as decimal(38, 6)) as w_2
    from survey_said
),

questions as (
    select
        source, survey_id, question_id, max(role) as role, max(touchpoint) as touchpoint, max(phase) as phase,
        bool_or(is_number) as is_number
    from voices
    group by source, survey_id, question_id
),

people as (
    select distinct source, survey_id, question_id, customer_key, persona_id, business_day, w, w_2
    from voices
    where not is_number
),

asked as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        source, survey_id, question_id,
        count(*) as n, sum(w) as w, sum(w_2) as w_2, min(business_day) as first_day, max(business_day) as last_day
    from people
    group by grouping sets ((persona_id, source, survey_id, question_id), (source, survey_id, question_id))
),

-- An answer that hardly anybody gave would name people, so it is not even listed.
listed as (
    select source, survey_id, question_id, answer
    from voices
    where not is_number
    group by source, survey_id, question_id, answer
    having count(distinct customer_key) >= $min_cell
),

given as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        source, survey_id, question_id, answer, count(*) as hits, sum(w) as w_hits
    from voices
    where not is_number
    group by grouping sets ((persona_id, source, survey_id, question_id, answer), (source, survey_id, question_id, answer))
),

-- marts.persona_profiles tells the last answer over all surveys that ask the question. Less what one of them tells, that must not
-- come down to a few people either.
asked_often as (
    select question_id from questions group by question_id having count(*) > 1
),

last_of_all as (
    select v.customer_key, v.persona_id, v.question_id, v.answer
    from voices as v
    inner join asked_often as o on o.question_id = v.question_id
    where not v.is_number
    qualify dense_rank() over (
        partition by v.customer_key, v.question_id
        order by v.business_day desc, v.submitted_at desc, v.source desc, v.survey_id desc, v.response_id desc
    ) = 1
),

asked_of_all as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        question_id, count(distinct customer_key) as n
    from last_of_all
    group by grouping sets ((persona_id, question_id), (question_id))
),

given_of_all as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        question_id, answer, count(distinct customer_key) as hits
    from last_of_all
    group by grouping sets ((persona_id, question_id, answer), (question_id, answer))
),

shares as (
    select
        abs(coalesce(ga.hits, 0) - coalesce(g.hits, 0)) as hits_left,
        abs((aa.n - coalesce(ga.hits, 0)) - (coalesce(a.n, 0) - coalesce(g.hits, 0))) as others_left,
        aa.n is not null as is_asked_often,
        p.persona_id, l.source, l.survey_id, l.question_id, l.answer,
        coalesce(a.n, 0) as n,
        coalesce(g.hits, 0) as hits,
        cast(a.w as double) * cast(a.w as double) / nullif(cast(a.w_2 as double), 0) as effective_n,
        cast(coalesce(g.w_hits, 0) as double) / nullif(cast(a.w as double), 0) as weighted_value,
        a.first_day, a.last_day
    from personas as p
    cross join listed as l
    left join asked as a
        on a.persona_id = p.persona_id and a.source = l.source and a.survey_id = l.survey_id and a.question_id = l.question_id
    left join given as g
        on g.persona_id = p.persona_id and g.source = l.source and g.survey_id = l.survey_id and g.question_id = l.question_id
        and g.answer = l.answer
    left join asked_of_all as aa on aa.persona_id = p.persona_id and aa.question_id = l.question_id
    left join given_of_all as ga on ga.persona_id = p.persona_id and ga.question_id = l.question_id and ga.answer = l.answer
),

-- Wilson's interval, 1.96 squared is 3.841459; the weighted one as if so many people had answered as the weights leave
share_rows as (
    select
        persona_id, source, survey_id, question_id, answer, 'share' as unit, n, hits,
        least(
            hits,
            n - hits,
            case when is_asked_often and hits_left between 1 and $min_cell - 1 then hits_left else hits end,
            case when is_asked_often and others_left between 1 and $min_cell - 1 then others_left else hits end
        ) as behind,
        hits / nullif(n, 0) as plain,
        greatest((hits + 1.920729 - 1.959964 * sqrt(hits * (n - hits) / nullif(n, 0) + 0.960365)) / (n + 3.841459), 0) as low,
        least((hits + 1.920729 + 1.959964 * sqrt(hits * (n - hits) / nullif(n, 0) + 0.960365)) / (n + 3.841459), 1) as high,
        weighted_value,
        greatest((
            effective_n * weighted_value + 1.920729
            - 1.959964 * sqrt(effective_n * weighted_value * greatest(1 - weighted_value, 0) + 0.960365)
        ) / (effective_n + 3.841459), 0) as weighted_low,
        least((
            effective_n * weighted_value + 1.920729
            + 1.959964 * sqrt(effective_n * weighted_value * greatest(1 - weighted_value, 0) + 0.960365)
        ) / (effective_n + 3.841459), 1) as weighted_high,
        effective_n, first_day, last_day
    from shares
),

number_sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        source, survey_id, question_id,
        count(*) as n,
        cast(sum(w) as double) as w,
        cast(sum(w_2) as double) as w_2,
        cast(sum(cast(points as decimal(38, 6))) as double) as x,
        cast(sum(cast(points * points as decimal(38, 6))) as double) as x_2,
        cast(sum(cast(weight * points as decimal(38, 6))) as double) as w_x,
        cast(sum(cast(weight * points * points as decimal(38, 6))) as double) as w_x_2,
        min(business_day) as first_day,
        max(business_day) as last_day
    from voices
    where is_number and points is not null
    group by grouping sets ((persona_id, source, survey_id, question_id), (source, survey_id, question_id))
),

numbers as (
    select q.source, q.survey_id, q.question_id, p.persona_id
    from personas as p
    cross join questions as q
    where q.is_number
),

means as (
    select
        k.persona_id, k.source, k.survey_id, k.question_id, coalesce(s.n, 0) as n, s.x / s.n as plain, s.w_x / nullif(s.w, 0) as weighted_value,
        s.w * s.w / nullif(s.w_2, 0) as effective_n,
        greatest(s.x_2 - s.x * s.x / s.n, 0) / nullif(s.n - 1, 0) as variance,
        greatest(s.w_x_2 / nullif(s.w, 0) - (s.w_x / nullif(s.w, 0)) * (s.w_x / nullif(s.w, 0)), 0) as weighted_spread,
        s.first_day, s.last_day
    from numbers as k
    left join number_sums as s
        on s.persona_id = k.persona_id and s.source = k.source and s.survey_id = k.survey_id and s.question_id = k.question_id
),

-- 1.96 of the normal curve, widened for few people to Student's t (Cornish and Fisher's expansion); none below one degree of freedom
errors as (
    select
        *,
        case when n > 1 then sqrt(variance / n) * (1.959964 + 2.372271 / (n - 1) + 2.822500 / ((n - 1) * (n - 1))) end as half,
        case when effective_n >= 2 then sqrt(weighted_spread / (effective_n - 1))
            * (1.959964 + 2.372271 / (effective_n - 1) + 2.822500 / ((effective_n - 1) * (effective_n - 1))) end as weighted_half
    from means
),

mean_rows as (
    select
        persona_id, source, survey_id, question_id, '' as answer, 'points' as unit, n, n as hits, n as behind, plain,
        plain - half as low, plain + half as high,
        weighted_value, weighted_value - weighted_half as weighted_low, weighted_value + weighted_half as weighted_high,
        effective_n, first_day, last_day
    from errors
),

everything as (
    select * from share_rows
    union all
    select * from mean_rows
)

select e.*, q.role, q.touchpoint, q.phase
from everything as e
inner join questions as q on q.source = e.source and q.survey_id = e.survey_id and q.question_id = e.question_id
