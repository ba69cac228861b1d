update marts.persona_transitions as t
set told = h.told, money_told = h.money_told
from (
    select
        unnest(cast($compared as varchar[])) as compared,
        unnest(cast($from_ as varchar[])) as from_persona,
        unnest(cast($to_ as varchar[])) as to_persona,
        unnest(cast($cause as varchar[])) as cause,
        unnest(cast($told as boolean[])) as told,
        unnest(cast($money as boolean[])) as money_told
) as h
where t.as_of = $as_of and t.compared = h.compared and t.from_persona = h.from_persona and t.to_persona = h.to_persona
    and t.cause = h.cause
