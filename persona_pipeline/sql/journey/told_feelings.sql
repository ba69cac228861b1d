select persona_id, touchpoint, sentiment
from marts.persona_journey
where as_of = $as_of and channel = 'all' and sentiment is not null
