-- In which figures does each persona differ most from all customers?
select
    persona.name,
    profile.figure,
    profile.value,
    everyone.value as all_customers,
    round(profile.value / everyone.value, 2) as times,
    profile.n
from marts.persona_profiles as profile
inner join answers.this_snapshot as snapshot on profile.as_of = snapshot.as_of
inner join answers.personas_tonight as persona on profile.persona_id = persona.persona_id
inner join marts.persona_profiles as everyone
    on profile.as_of = everyone.as_of and profile.figure = everyone.figure and everyone.persona_id = 'all'
where
    profile.figure not in ('members', 'share', 'revenue', 'revenue_share')
    and everyone.value > 0
    and profile.value > 0
qualify row_number() over (partition by persona.name order by abs(ln(profile.value / everyone.value)) desc, profile.figure) <= 3
order by persona.name, times desc;
