-- Figures about too few people are left out when they are computed; here goes the n that says how few they are.
select
    as_of,
    persona_id,
    figure,
    source,
    unit,
    value,
    low,
    high,
    case when n = 0 or value is not null then n end as n
from marts.persona_profiles
where as_of <= $as_of
