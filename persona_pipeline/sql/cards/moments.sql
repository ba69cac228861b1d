-- The channel that most of each persona's members use in each phase.
select persona_id, phase, touchpoint, channel, people, share
from marts.persona_journey
where as_of = $as_of and persona_id <> 'all' and channel <> 'all' and volume is not null and share is not null
    and people >= $min_cell
qualify row_number() over (partition by persona_id, phase order by share desc, people desc, touchpoint, channel) = 1
order by persona_id, phase
