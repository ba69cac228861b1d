select n.persona_id, n.kind, n.wording, n.phase, n.share, n.low, n.high, n.n, e.share as of_all
from marts.persona_needs as n
left join marts.persona_needs as e
    on e.as_of = n.as_of and e.persona_id = 'all' and e.phase = n.phase and e.kind = n.kind and e.wording = n.wording
where n.as_of = $as_of and n.share is not null
order by n.persona_id, n.kind, n.wording
