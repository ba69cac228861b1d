-- Earlier nights whose figures may be others today: rows came in, or were corrected, of people who were active on the night,
-- since the night was told or its figures were last looked at. Only nights whose members are kept. Who turned out to be whom
-- since then is no reason by itself: that is no row that came late.
-- Orders and visits of nobody in particular are seen by the counts of the day.
with looked as (
    select as_of, cast(json_extract_string(figures, '$.facts') as bigint) as facts
    from ops.stages
    where stage = 'restate' and as_of < $as_of
),

nights as (
    select n.as_of as night, n.window_days, cast(json_extract_string(m.figures, '$.facts') as bigint) as told_with
    from marts.persona_nights as n
    inner join ops.stages as m on m.stage = 'moves' and m.as_of = n.as_of
    where n.as_of < $as_of and n.as_of in (select as_of from marts.persona_members)
),

known as (
    select n.night, n.window_days, greatest(n.told_with, coalesce(max(l.facts), 0)) as facts
    from nights as n
    left join looked as l on l.as_of > n.night
    where n.told_with is not null
    group by n.night, n.window_days, n.told_with
),

touched as (
    select distinct k.night, t.identity_key, t.business_day = k.night as on_the_day
    from known as k
    inner join ops.touched_people as t
        on t.touched > k.facts and t.business_day <= k.night and t.business_day > k.night - k.window_days
),

counts as (
    select night, max(case when measure = 'orders' then total end) as orders, max(case when measure = 'conversion' then n end) as sessions
    from known_figures
    where persona_id = 'all' and measure in ('orders', 'conversion')
    group by night
),

late as (
    select night from touched where on_the_day
    union
    select t.night
    from touched as t
    inner join core.customer_day as d on d.identity_key = t.identity_key and d.business_day = t.night
    union
    select k.night
    from known as k
    inner join counts as c on c.night = k.night
    inner join marts.daily_figures as f on f.business_day = k.night
    where f.orders <> c.orders or f.sessions <> c.sessions
)

select night from late order by night
