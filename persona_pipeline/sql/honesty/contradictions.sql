-- What a response says that cannot all be meant, by name. Rating scales are told apart by their ends only, so that somebody who
-- is glad of a shop in spite of one bad delivery contradicts nothing.
with scores as (
    select
        response,
        max(point) filter (where role = 'nps') as nps,
        count(point) filter (where role = 'satisfaction') as ratings,
        min(point) filter (where role = 'satisfaction') as worst,
        max(point) filter (where role = 'satisfaction') as best
    from judged_answers
    group by response
),

repeated as (
    select
        a.response,
        a.question_id,
        case
            when a.point is not null and b.point is not null
                then abs(a.point - case when a.is_reversed then 1 - b.point else b.point end) > 0.5
            else a.said <> b.said and not a.is_reversed
        end as differs
    from judged_answers as a
    inner join judged_answers as b on b.response = a.response and b.question_id = a.repeats
    where a.choice = 1 and b.choice = 1
),

opposed as (
    select distinct a.response, a.role
    from judged_answers as a
    inner join judged_responses as j on j.response = a.response
    inner join survey_opposites as o on o.source = j.source and o.role = a.role and o.one = a.said
    inner join judged_answers as b on b.response = a.response and b.role = a.role and b.said = o.other
)

select response, 'nps_against_ratings' as name
from scores
where ratings >= 2 and ((nps >= 0.9 and best <= 0.25) or (nps <= 0.1 and worst >= 1))
union all
select response, 'repeated:' || question_id as name from repeated where differs
union all
select response, 'opposite:' || role as name from opposed
union all
select response, 'age_against_birth_year' as name from age_gaps where gap_years > $age_tolerance_years
