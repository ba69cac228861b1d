-- Per persona and phase the touchpoint with most contacts, and the channel through which most of them come. Answering a survey is no
-- moment to say something, direct visits are no place to say it in, and home and category pages are passed by everybody.
with points as (
    select persona_id, phase, touchpoint, volume, people
    from marts.persona_journey
    where as_of = $as_of and channel = 'all' and volume is not null and unit <> 'answers'
        and touchpoint not in ('direct visit', 'other traffic', 'failed payment', 'account', 'home page', 'category page')
    qualify row_number() over (partition by persona_id, phase order by volume desc, touchpoint) = 1
),

channels as (
    select persona_id, phase, touchpoint, channel, volume, people
    from marts.persona_journey
    where as_of = $as_of and channel not in ('all', 'other') and volume is not null
    qualify row_number() over (partition by persona_id, phase, touchpoint order by volume desc, channel) = 1
)

select p.persona_id, p.phase, p.touchpoint, p.volume, p.people, c.channel, c.volume as channel_volume, c.people as channel_people
from points as p
left join channels as c on c.persona_id = p.persona_id and c.phase = p.phase and c.touchpoint = p.touchpoint
order by p.persona_id, p.phase
