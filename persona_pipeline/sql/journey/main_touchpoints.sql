-- Per persona and phase the touchpoint where most people are met, and the channel through which most of them come. Answering a
-- survey is no moment to say something, and direct visits are no place to say it in.
with points as (
    select persona_id, phase, touchpoint, volume, people
    from marts.persona_journey
    where as_of = $as_of and channel = 'all' and people is not null
        and touchpoint not in ('survey', 'recommendation', 'direct visit', 'other traffic', 'failed payment', 'account')
    qualify row_number() over (partition by persona_id, phase order by people desc, touchpoint) = 1
),

channels as (
    select persona_id, phase, touchpoint, channel
    from marts.persona_journey
    where as_of = $as_of and channel not in ('all', 'other') and people is not null
    qualify row_number() over (partition by persona_id, phase, touchpoint order by people desc, channel) = 1
)

select p.persona_id, p.phase, p.touchpoint, c.channel, p.volume, p.people
from points as p
left join channels as c on c.persona_id = p.persona_id and c.phase = p.phase and c.touchpoint = p.touchpoint
order by p.persona_id, p.phase
