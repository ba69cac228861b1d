-- The told figures of each persona beside those of all members, from which everybody else's follow.
select
    p.persona_id,
    p.figure,
    p.source,
    p.unit,
    p.value,
    p.low,
    p.high,
    p.n,
    a.value as all_value,
    a.low as all_low,
    a.high as all_high,
    a.n as all_n
from marts.persona_profiles as p
left join marts.persona_profiles as a on a.as_of = $as_of and a.persona_id = 'all' and a.figure = p.figure
where p.as_of = $as_of and p.persona_id <> 'all' and not starts_with(p.figure, 'answer:')
order by p.persona_id, p.figure
