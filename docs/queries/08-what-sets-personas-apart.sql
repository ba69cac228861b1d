-- In which figures does each persona stand out most from all customers, above them and below?
-- The distance is in standard deviations over all customers, which follow from their interval and n: so shares, amounts and
-- days compare. Of each persona the three figures furthest above and the three furthest below are shown.
with compared as (
    select
        persona.name,
        profile.figure,
        profile.value,
        everyone.value as all_customers,
        (profile.value - everyone.value) / nullif((everyone.high - everyone.low) / 2 / 1.96 * sqrt(everyone.n), 0) as distance,
        profile.n
    from marts.persona_profiles as profile
    inner join answers.this_snapshot as snapshot on profile.as_of = snapshot.as_of
    inner join answers.personas_tonight as persona on profile.persona_id = persona.persona_id
    inner join marts.persona_profiles as everyone
        on profile.as_of = everyone.as_of and profile.figure = everyone.figure and everyone.persona_id = 'all'
    where profile.figure not in ('members', 'share', 'revenue', 'revenue_share')
)
select name, case when distance > 0 then 'more' else 'less' end as side, figure, value, all_customers, round(distance, 2) as distance, n
from compared
where distance <> 0
qualify row_number() over (partition by name, distance > 0 order by abs(distance) desc, figure) <= 3
order by name, distance desc, figure;
