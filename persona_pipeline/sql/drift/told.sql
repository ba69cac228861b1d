-- What every night told of every persona, for the runs of nights on which they were to be re-evaluated.
select as_of, persona_id, version, verdict, cause
from marts.persona_verdicts
where as_of <= $as_of
order by persona_id, as_of
