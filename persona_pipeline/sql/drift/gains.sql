-- Challengers of the version that were fitted before the night, the newest first.
select as_of, outcome, gain, gain_low, gain_high, n
from marts.persona_challengers
where version = $version and as_of < $as_of and as_of >= $first and gain is not null
order by as_of desc
