-- Figures about too few people are left out when they are computed; here goes what says how few they are.
select
    as_of,
    persona_id,
    source,
    survey_id,
    question_id,
    role,
    touchpoint,
    phase,
    answer,
    unit,
    case when n = 0 or value is not null then n end as n,
    case when n = 0 or value is not null then hits end as hits,
    value,
    low,
    high,
    weighted_value,
    weighted_low,
    weighted_high,
    case when value is not null then effective_n end as effective_n,
    case when value is not null then first_day end as first_day,
    case when value is not null then last_day end as last_day
from marts.survey_estimates
where as_of = $as_of
