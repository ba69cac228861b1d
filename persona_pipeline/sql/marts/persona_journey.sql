-- What is told of each touchpoint: contacts, and what people feel about it. Channels are told apart only where none of them is
-- about a small group and nothing of the touchpoint is hidden; and the steps after the cart only where no channel lost few people, or few
-- sessions, between two of them, because the funnel does not tell such a loss either.
with told_feelings as (
    select
        s.*,
        b.persona_id is null and s.n_before >= $min_cell as before_told
    from journey_sentiments as s
    left join journey_hidden as h
        on h.family = 'feeling' and h.figure = s.origin || ':' || s.touchpoint and h.persona_id = s.persona_id
    left join journey_hidden as b
        on b.family = 'before' and b.figure = s.origin || ':' || s.touchpoint and b.persona_id = s.persona_id
    where h.persona_id is null
),

feelings as (
    select *
    from told_feelings
    qualify row_number() over (partition by persona_id, touchpoint order by origin) = 1
),

hiding as (
    select distinct figure from journey_hidden where family = 'contact'
),

mixed as (
    select phase, touchpoint
    from journey_contact_sums
    where persona_id is not null and channel <> ''
    group by phase, touchpoint
    having min(people) < $min_cell or count(distinct channel) < 2
),

buying as (
    select phase, touchpoint, channel, persona_id, volume, people, list_position(['cart', 'checkout', 'payment'], touchpoint) as step
    from journey_contact_sums
    where persona_id is not null and channel <> '' and unit = 'sessions' and touchpoint in ('cart', 'checkout', 'payment')
),

few_lost as (
    select distinct true as found
    from buying as b
    inner join buying as e on e.persona_id = b.persona_id and e.channel = b.channel and e.step > b.step
    where abs(b.people - e.people) between 1 and $min_cell - 1 or abs(b.volume - e.volume) between 1 and $min_cell - 1
),

untold as (
    select phase, touchpoint from mixed
    union
    select b.phase, b.touchpoint
    from buying as b
    cross join few_lost as f
    where b.step > 1
),

contacts as (
    select
        c.persona_id,
        c.phase,
        c.touchpoint,
        case when c.channel = '' then 'all' else c.channel end as channel,
        c.unit,
        c.volume,
        c.people,
        h.persona_id is not null as hidden,
        w.persona_id is not null as people_hidden
    from journey_contact_sums as c
    left join journey_hidden as h
        on h.family = 'contact' and h.figure = c.phase || ':' || c.touchpoint and h.persona_id = c.persona_id
    left join journey_hidden as w
        on w.family = 'contact people' and w.figure = c.phase || ':' || c.touchpoint and w.persona_id = c.persona_id and c.channel = ''
    left join hiding as g on g.figure = c.phase || ':' || c.touchpoint
    left join untold as x on x.phase = c.phase and x.touchpoint = c.touchpoint
    where c.persona_id is not null and (c.channel = '' or (g.figure is null and x.touchpoint is null))
),

-- What is rated but never seen as a contact has a row too; a touchpoint in two phases keeps its sentiment in the later one.
rated_only as (
    select f.persona_id, p.phase, f.touchpoint, 'all' as channel
    from feelings as f
    inner join journey_phases as p on p.touchpoint = f.touchpoint
    anti join contacts as c on c.persona_id = f.persona_id and c.touchpoint = f.touchpoint
),

rows_told as (
    select persona_id, phase, touchpoint, channel, unit, volume, people, hidden, people_hidden from contacts
    union all
    select persona_id, phase, touchpoint, channel, null as unit, null as volume, null as people, true as hidden, true as people_hidden from rated_only
),

placed as (
    select
        *,
        row_number() over (
            partition by persona_id, touchpoint, channel
            order by case phase when 'care' then 1 when 'do' then 2 when 'think' then 3 else 4 end
        ) as place
    from rows_told
)

select
    cast($as_of as date) as as_of,
    r.persona_id,
    r.phase,
    r.touchpoint,
    r.channel,
    r.unit,
    case when not r.hidden then r.volume end as volume,
    case when not r.hidden and not r.people_hidden then r.people end as people,
    case
        when not r.hidden and not r.people_hidden
            then round(least(r.people / nullif(case r.unit when 'sessions' then z.in_web when 'orders' then z.in_orders when 'answers' then z.in_survey end, 0), 1), 6)
    end as share,
    round(f.mean, 6) as sentiment,
    round(f.low, 6) as sentiment_low,
    round(f.high, 6) as sentiment_high,
    f.n as sentiment_n,
    case when r.channel = 'all' then coalesce(f.origin, 'none') end as sentiment_source,
    case when f.before_told then round(f.change, 6) end as sentiment_change,
    case when f.before_told then round(f.change - f.change_half, 6) end as change_low,
    case when f.before_told then round(f.change + f.change_half, 6) end as change_high,
    case
        when f.mean is null then null
        when f.low > f.level and f.mean - f.level >= 0.1 then 'passion'
        when f.high < f.level and f.level - f.mean >= 0.1 then 'pain'
        else 'even'
    end as feeling,
    round(f.level, 6) as feeling_level
from placed as r
inner join journey_sizes as z on z.persona_id = r.persona_id
left join feelings as f
    on f.persona_id = r.persona_id and f.touchpoint = r.touchpoint and r.channel = 'all' and r.place = 1
order by r.persona_id, r.phase, r.touchpoint, r.channel
