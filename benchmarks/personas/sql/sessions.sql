with keyed as (
    select e.*, w.customer_id as person
    from web as e
    inner join (
        select visitor_id, customer_id from who where not no_web
        union all
        select second_visitor_id as visitor_id, customer_id from who where not no_web
    ) as w on w.visitor_id = e.visitor_id
)
select
    'web' as source,
    session_id,
    cast(timezone('Europe/Amsterdam', min(event_at)) as date) as business_day,
    cast(timezone('UTC', min(event_at)) as timestamp) as started_at,
    date_diff('second', min(event_at), max(event_at)) as duration_s,
    'c' || max(person) as identity_key,
    arg_min(traffic_source, event_at) as traffic_source,
    arg_min(traffic_medium, event_at) as traffic_medium,
    arg_min(device, event_at) as device,
    arg_min(page_path, event_at) filter (where page_path is not null) as landing_page,
    count(*)::integer as events,
    count(*) filter (where event_name = 'page_view')::integer as page_views,
    count(*) filter (where event_name = 'view_item')::integer as product_views,
    count(*) filter (where event_name = 'add_to_cart')::integer as cart_adds,
    count(*) filter (where event_name = 'begin_checkout')::integer as checkouts,
    count(distinct order_id) filter (where event_name = 'purchase')::integer as purchases,
    count(*) filter (where search_term is not null)::integer as searches,
    coalesce(sum(revenue) filter (where event_name = 'purchase'), 0) as revenue
from keyed
group by session_id
