-- The sessions of the days: where they came from, how far they got, and what they passed, in order. Repeats in a row count
-- once, what follows a purchase is left out, and of very long sessions the last thirty steps are kept.
with steps as (
    select
        e.source,
        e.session_id,
        e.business_day,
        e.event_at,
        e.event_id,
        k.touchpoint,
        k.depth,
        max(k.depth) over (
            partition by e.source, e.session_id, e.business_day order by e.event_at, k.depth, e.event_id
            rows between unbounded preceding and current row
        ) as depth_so_far
    from core.events as e
    inner join known_events as k on k.event_name = e.event_name and k.page_path = coalesce(e.page_path, '')
    where e.business_day in (select business_day from days) and e.session_id is not null
),

moves as (
    select
        *,
        lag(touchpoint) over (
            partition by source, session_id, business_day order by event_at, depth, event_id
        ) as touchpoint_before
    from steps
    where depth_so_far < 5
),

kept as (
    select
        *,
        row_number() over (
            partition by source, session_id, business_day order by event_at desc, depth desc, event_id desc
        ) as place_from_end
    from moves
    where touchpoint_before is null or touchpoint_before <> touchpoint
),

paths as (
    select
        source,
        session_id,
        business_day,
        string_agg(touchpoint, '>' order by place_from_end desc) as path
    from kept
    where place_from_end <= 30
    group by source, session_id, business_day
),

depths as (
    select source, session_id, business_day, max(depth) as depth
    from steps
    group by source, session_id, business_day
)

select
    s.source,
    s.session_id,
    s.business_day,
    s.started_at,
    s.identity_key,
    coalesce(t.touchpoint, 'other traffic') as entry,
    coalesce(t.channel, 'other') as channel,
    greatest(
        coalesce(d.depth, 0),
        case
            when s.purchases > 0 then 5
            when s.checkouts > 0 then 3
            when s.cart_adds > 0 then 2
            when s.product_views > 0 then 1
            else 0
        end
    )::tinyint as depth,
    coalesce(s.page_views, 0) <= 1 and coalesce(d.depth, 0) = 0 and coalesce(s.searches, 0) = 0 as bounced,
    coalesce(p.path, '') as path
from core.sessions as s
left join paths as p
    on p.source = s.source and p.session_id = s.session_id and p.business_day = s.business_day
left join depths as d
    on d.source = s.source and d.session_id = s.session_id and d.business_day = s.business_day
left join known_traffic as t
    on t.traffic_medium = coalesce(s.traffic_medium, '') and t.traffic_source = coalesce(s.traffic_source, '')
where s.business_day in (select business_day from days)
order by s.business_day, s.source, s.session_id
