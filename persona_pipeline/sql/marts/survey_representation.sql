-- What of the temporary table representation may be told. A share of fewer than $min_cell people (but not of none) is hidden, and
-- with it the next smallest of the same comparison, until two are hidden and they are $min_cell people together; so for
-- respondents, and so for all people. Of a trait the other side is those who have no more of it than half of the people.
with lined as (
    select
        *,
        case when dimension = 'trait' then least(respondents, all_respondents - respondents) else respondents end
            between 1 and $min_cell - 1 as few,
        case when dimension = 'trait' then least(people, all_people - people) else people end
            between 1 and $min_cell - 1 as few_people,
        row_number() over (partition by against, dimension, respondents = 0 order by respondents, value) as place,
        row_number() over (partition by against, dimension, people = 0 order by people, value) as place_of_people,
        coalesce(sum(respondents) over (
            partition by against, dimension order by respondents, value rows between unbounded preceding and 1 preceding
        ), 0) as smaller,
        coalesce(sum(people) over (
            partition by against, dimension order by people, value rows between unbounded preceding and 1 preceding
        ), 0) as smaller_people
    from representation
),

shielded as (
    select
        *,
        dimension <> 'trait' and bool_or(few) over (partition by against, dimension) as shields,
        dimension <> 'trait' and bool_or(few_people) over (partition by against, dimension) as shields_people
    from lined
),

judged as (
    select
        *,
        all_respondents < $min_cell or few
        or (shields and respondents > 0 and (place <= 2 or smaller < $min_cell)) as hidden,
        all_people < $min_cell or few_people
        or (shields_people and people > 0 and (place_of_people <= 2 or smaller_people < $min_cell)) as people_hidden
    from shielded
),

-- Wilson's interval of the respondents' share, 1.96 squared is 3.841459
ranges as (
    select
        *,
        cast(people as double) / nullif(all_people, 0) as people_share,
        cast(respondents as double) / nullif(all_respondents, 0) as respondent_share,
        greatest((
            respondents + 1.920729 - 1.959964 * sqrt(respondents * (all_respondents - respondents) / nullif(all_respondents, 0) + 0.960365)
        ) / (all_respondents + 3.841459), 0) as low,
        least((
            respondents + 1.920729 + 1.959964 * sqrt(respondents * (all_respondents - respondents) / nullif(all_respondents, 0) + 0.960365)
        ) / (all_respondents + 3.841459), 1) as high
    from judged
)

select
    $as_of as as_of,
    against,
    dimension,
    value,
    cast(all_people as bigint) as people,
    case when not people_hidden then round(people_share, 6) end as people_share,
    cast(respondents as bigint) as n,
    case when not hidden then round(respondent_share, 6) end as respondent_share,
    case when not (hidden or people_hidden) then round(respondent_share / nullif(people_share, 0), 6) end as ratio,
    case when not (hidden or people_hidden) then round(low / nullif(people_share, 0), 6) end as low,
    case when not (hidden or people_hidden) then round(high / nullif(people_share, 0), 6) end as high
from ranges
order by against, dimension, value
