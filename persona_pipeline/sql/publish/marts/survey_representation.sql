-- Figures about too few people are left out when they are computed; here go the counts that say how few they are.
select
    as_of,
    against,
    dimension,
    value,
    case when people = 0 or people >= $min_cell then people end as people,
    people_share,
    case when respondent_share is not null then n end as n,
    respondent_share,
    ratio,
    low,
    high
from marts.survey_representation
where as_of <= $as_of
