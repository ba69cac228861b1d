-- What the temporary tables about the responses to judge come to. None is dropped; the weight has a floor.
with given as (
    select response, count(distinct question_id) as answers
    from judged_answers
    group by response
),

contradicting as (
    select response, string_agg(name, ', ' order by name) as names
    from contradictions
    group by response
),

figures as (
    select
        j.source, j.survey_id, j.response_id, j.business_day, coalesce(g.answers, 0) as answers,
        s.rated_items, s.longest_run, s.rating_sd,
        case when s.rated_items >= $min_rated_items then s.longest_run >= $straight_share * s.rated_items end as straight_lining,
        j.duration_s, p.usual_duration_s, round(j.duration_s / nullif(g.answers, 0), 3) as answer_s, p.usual_answer_s,
        coalesce(c.names, '') as contradictions,
        j.birth_year, a.gap_years,
        j.load_id, j.row_number
    from judged_responses as j
    left join given as g on g.response = j.response
    left join straight_lines as s on s.response = j.response
    left join paces as p on p.response = j.response
    left join contradicting as c on c.response = j.response
    left join age_gaps as a on a.response = j.response
),

flagged as (
    select
        *,
        case when usual_duration_s is not null then
            duration_s < $speeding_share * usual_duration_s
            and coalesce(answer_s < $speeding_share * usual_answer_s, true)
        end as speeding,
        contradictions <> '' as contradictory
    from figures
),

counted as (
    select
        *,
        cast(coalesce(straight_lining, false) as integer) + cast(coalesce(speeding, false) as integer)
        + cast(contradictory as integer) as flags
    from flagged
)

select
    source,
    survey_id,
    response_id,
    business_day,
    cast(answers as integer) as answers,
    cast(rated_items as integer) as rated_items,
    cast(longest_run as integer) as longest_run,
    round(cast(rating_sd as double), 6) as rating_sd,
    straight_lining,
    duration_s,
    usual_duration_s,
    answer_s,
    usual_answer_s,
    speeding,
    contradictions,
    birth_year,
    cast(gap_years as integer) as age_gap_years,
    contradictory,
    flags,
    round(greatest($weight_floor, power($flag_factor, flags)), 6) as weight,
    load_id,
    row_number,
    $rule as rule
from counted
order by source, survey_id, response_id
