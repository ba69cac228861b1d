-- Whether new personas would describe customers better, as the challengers in the shadow found.
select
    as_of,
    why,
    outcome,
    round(gain, 1) as gain,
    round(gain_low, 1) as low,
    round(gain_high, 1) as high,
    round(chance, 1) as chance
from marts.persona_challengers
order by as_of
