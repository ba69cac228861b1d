-- The newest challenger.
select
    as_of,
    version,
    why,
    outcome,
    sentence,
    gain,
    gain_low,
    gain_high,
    chance,
    number_gain,
    smallest,
    n,
    personas,
    reference_personas,
    same_personas,
    least_comes_back,
    people
from marts.persona_challengers
order by as_of desc
limit 1
