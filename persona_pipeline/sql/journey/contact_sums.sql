-- Volume and people per persona, phase, touchpoint and channel; '' is all channels. Of each touchpoint the unit that says most is kept:
-- orders, then sessions, then signals, then answers.
with points as (
    select
        c.touchpoint, c.after_purchase, c.unit,
        case when c.after_purchase then coalesce(f.later, f.phase) else f.phase end as phase
    from (select distinct touchpoint, after_purchase, unit from journey_contacts) as c
    inner join journey_phases as f on f.touchpoint = c.touchpoint
),

best_points as (
    select *
    from points
    qualify rank() over (
        partition by phase, touchpoint
        order by case unit when 'orders' then 1 when 'sessions' then 2 when 'signals' then 3 else 4 end
    ) = 1
),

contacts as (
    select c.person, c.persona_id, p.phase, c.touchpoint, c.channel, c.unit, sum(c.volume) as volume
    from journey_contacts as c
    inner join best_points as p
        on p.touchpoint = c.touchpoint and p.after_purchase = c.after_purchase and p.unit = c.unit
    group by all
),

by_channel as (
    select phase, touchpoint, channel, persona_id, count(*) as people
    from contacts
    group by all
),

-- A channel that is small for any persona goes into 'other'.
channels as (
    select
        phase, touchpoint, channel,
        case
            when coalesce(min(people) filter (where persona_id is not null), sum(people)) < $min_cell then 'other' else channel
        end as shown
    from by_channel
    group by phase, touchpoint, channel
),

shown_people as (
    select
        c.person, c.persona_id, c.phase, c.touchpoint, c.unit,
        case when grouping(s.shown) = 1 then '' else s.shown end as channel,
        sum(c.volume) as volume
    from contacts as c
    inner join channels as s on s.phase = c.phase and s.touchpoint = c.touchpoint and s.channel = c.channel
    group by grouping sets (
        (c.person, c.persona_id, c.phase, c.touchpoint, c.unit, s.shown),
        (c.person, c.persona_id, c.phase, c.touchpoint, c.unit)
    )
)

select
    case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
    phase, touchpoint, channel, unit, sum(volume)::bigint as volume, count(*) as people
from shown_people
group by grouping sets ((persona_id, phase, touchpoint, channel, unit), (phase, touchpoint, channel, unit))
