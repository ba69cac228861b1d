-- Volume and people per persona, phase, touchpoint and channel; '' is all channels.
with by_channel as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        phase, touchpoint, channel, unit, sum(volume)::bigint as volume, count(*) as people
    from journey_contacts
    group by grouping sets ((persona_id, phase, touchpoint, channel, unit), (phase, touchpoint, channel, unit))
),

-- A channel that is small for any persona goes into 'other'.
channels as (
    select
        phase, touchpoint, channel,
        case when bool_or(people < $min_cell) then 'other' else channel end as shown
    from by_channel
    where persona_id is not null
    group by phase, touchpoint, channel
),

shown_people as (
    select c.customer_key, c.persona_id, c.phase, c.touchpoint, s.shown as channel, c.unit, sum(c.volume) as volume
    from journey_contacts as c
    inner join channels as s on s.phase = c.phase and s.touchpoint = c.touchpoint and s.channel = c.channel
    group by all
    union all
    select customer_key, persona_id, phase, touchpoint, '' as channel, unit, sum(volume) as volume
    from journey_contacts
    group by all
)

select
    case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
    phase, touchpoint, channel, unit, sum(volume)::bigint as volume, count(*) as people
from shown_people
group by grouping sets ((persona_id, phase, touchpoint, channel, unit), (phase, touchpoint, channel, unit))
