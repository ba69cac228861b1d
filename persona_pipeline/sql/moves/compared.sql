-- The nights that $as_of is compared with: the last one before it, a week and four weeks before it, and the first of its version.
with tonight as (
    select as_of, version from marts.persona_nights where as_of = $as_of
),

found as (
    select 'night' as compared, (select max(n.as_of) from marts.persona_nights as n where n.as_of < t.as_of) as compared_as_of, t.version
    from tonight as t
    union all
    select 'week' as compared, n.as_of as compared_as_of, t.version
    from tonight as t
    inner join marts.persona_nights as n on date_diff('day', n.as_of, t.as_of) = 7
    union all
    select 'four_weeks' as compared, n.as_of as compared_as_of, t.version
    from tonight as t
    inner join marts.persona_nights as n on date_diff('day', n.as_of, t.as_of) = 28
    union all
    select 'version' as compared, min(n.as_of) as compared_as_of, n.version
    from tonight as t
    inner join marts.persona_nights as n on n.version = t.version and n.as_of <= t.as_of
    group by n.version
    having min(n.as_of) < min(t.as_of)
)

select f.compared, f.compared_as_of, f.version, n.version as compared_version
from found as f
left join marts.persona_nights as n on n.as_of = f.compared_as_of
