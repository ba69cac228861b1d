-- Figures about too few people are left out when they are computed; here go the counts that say how few they are. Money is known of people
-- whose only business in the window was a refund, too: where they are few, the counts of that trait are not told beside those of orders.
with orders as (
    select as_of, against, people, n
    from marts.survey_representation
    where as_of <= $as_of and dimension = 'trait' and value = 'frequency'
),

judged as (
    select
        r.*,
        coalesce(r.dimension = 'trait' and r.value = 'monetary' and abs(r.people - o.people) between 1 and $min_cell - 1, false) as few
    from marts.survey_representation as r
    left join orders as o on o.as_of = r.as_of and o.against = r.against
    where r.as_of <= $as_of
)

select
    as_of,
    against,
    dimension,
    value,
    case when (people = 0 or people >= $min_cell) and not few then people end as people,
    case when not few then people_share end as people_share,
    case when respondent_share is not null and not few then n end as n,
    case when not few then respondent_share end as respondent_share,
    ratio,
    low,
    high
from judged
