-- Volume and people per persona, phase, touchpoint and channel; '' is all channels. Of each touchpoint the unit that says most is kept:
-- orders, then sessions, then signals, then answers. People are counted apart for each persona, so all members are their sum.
with by_channel as (
    select persona_id, touchpoint, is_later, unit, channel, sum(volume) as volume, count(*) as people
    from journey_contacts
    group by persona_id, touchpoint, is_later, unit, channel
),

points as (
    select
        c.touchpoint, c.is_later, c.unit,
        case when c.is_later then f.later else f.phase end as phase
    from (select distinct touchpoint, is_later, unit from by_channel) as c
    inner join journey_phases as f on f.touchpoint = c.touchpoint
    qualify rank() over (
        partition by case when c.is_later then f.later else f.phase end, c.touchpoint
        order by case c.unit when 'orders' then 1 when 'sessions' then 2 when 'signals' then 3 else 4 end
    ) = 1
),

-- A channel that is small for any persona goes into 'other'.
channels as (
    select
        touchpoint, is_later, unit, channel,
        case
            when coalesce(min(people) filter (where persona_id is not null), sum(people)) < $min_cell then 'other' else channel
        end as shown
    from by_channel
    group by touchpoint, is_later, unit, channel
),

large as (
    select b.persona_id, b.touchpoint, b.is_later, b.unit, b.channel, b.volume, b.people
    from by_channel as b
    inner join channels as s
        on s.touchpoint = b.touchpoint and s.is_later = b.is_later and s.unit = b.unit and s.channel = b.channel
    where s.shown <> 'other'
),

small as (
    select
        c.persona_id, c.touchpoint, c.is_later, c.unit, 'other' as channel, sum(c.volume) as volume,
        count(distinct c.person) as people
    from journey_contacts as c
    inner join channels as s
        on s.touchpoint = c.touchpoint and s.is_later = c.is_later and s.unit = c.unit and s.channel = c.channel
    where s.shown = 'other'
    group by c.persona_id, c.touchpoint, c.is_later, c.unit
),

together as (
    select persona_id, touchpoint, is_later, unit, '' as channel, sum(volume) as volume, count(distinct person) as people
    from journey_contacts
    group by persona_id, touchpoint, is_later, unit
),

everything as (
    select persona_id, touchpoint, is_later, unit, channel, volume, people from large
    union all
    select persona_id, touchpoint, is_later, unit, channel, volume, people from small
    union all
    select persona_id, touchpoint, is_later, unit, channel, volume, people from together
)

select
    case when grouping(e.persona_id) = 1 then 'all' else e.persona_id end as persona_id,
    p.phase,
    e.touchpoint,
    e.channel,
    e.unit,
    sum(e.volume)::bigint as volume,
    sum(e.people)::bigint as people
from everything as e
inner join points as p on p.touchpoint = e.touchpoint and p.is_later = e.is_later and p.unit = e.unit
group by grouping sets ((e.persona_id, p.phase, e.touchpoint, e.channel, e.unit), (p.phase, e.touchpoint, e.channel, e.unit))
