-- Nights on which the overall verdict became another one, or its cause did.
select as_of, verdict, cause, split_part(reason, '; on average', 1) as reason
from (
    select *, lag(verdict || cause) over (order by as_of) as before
    from marts.persona_verdicts
    where persona_id = 'all'
)
where before is distinct from verdict || cause
order by as_of
