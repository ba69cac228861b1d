-- What the members of each persona are like tonight; answers to survey questions have pages of their own later.
select persona_id, figure, source, unit, value, low, high, n
from marts.persona_profiles
where as_of = $as_of and not starts_with(figure, 'answer:')
order by persona_id, figure
