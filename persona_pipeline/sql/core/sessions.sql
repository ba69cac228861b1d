with rows_of_sessions as (
    select events.* exclude (session_id), coalesce(events.session_id, derived.session_id) as session_id
    from new_events as events
    left join derived_sessions as derived
        on derived.load_id = events.load_id and derived.row_number = events.row_number
)
select
    source,
    session_id,
    business_day,
    min(event_at) as started_at,
    date_diff('second', min(event_at), max(event_at)) as duration_s,
    coalesce(max(account_key), max(visitor_key)) as identity_key,
    arg_min(traffic_source, event_at) filter (where traffic_source is not null) as traffic_source,
    arg_min(traffic_medium, event_at) filter (where traffic_medium is not null) as traffic_medium,
    arg_min(device, event_at) filter (where device is not null) as device,
    arg_min(page_path, event_at) filter (where page_path is not null) as landing_page,
    count(*)::integer as events,
    count(*) filter (where event_name = 'page_view')::integer as page_views,
    count(*) filter (where event_name = 'view_item')::integer as product_views,
    count(*) filter (where event_name = 'add_to_cart')::integer as cart_adds,
    count(*) filter (where event_name = 'begin_checkout')::integer as checkouts,
    (
        count(distinct order_id) filter (where event_name = 'purchase')
        + least(
            count(*) filter (where event_name = 'purchase' and order_id is null),
            1
        )
    )::integer as purchases,
    count(*) filter (where search_term is not null)::integer as searches,
    coalesce(sum(revenue) filter (where event_name = 'purchase'), 0)::decimal(18, 4) as revenue
from rows_of_sessions
where session_id is not null
group by source, session_id, business_day
