insert into core.sessions by name
select
    'web' as source,
    e.session_id,
    cast(timezone('Europe/Amsterdam', min(e.event_at)) as date) as business_day,
    date_diff('second', min(e.event_at), max(e.event_at)) as duration_s,
    'c' || max(w.customer_id) as identity_key,
    arg_min(e.traffic_medium, e.event_at) as traffic_medium,
    arg_min(e.device, e.event_at) as device,
    count(*) filter (where e.event_name = 'page_view')::integer as page_views,
    count(*) filter (where e.event_name = 'view_item')::integer as product_views,
    count(*) filter (where e.event_name = 'add_to_cart')::integer as cart_adds,
    count(*) filter (where e.event_name = 'begin_checkout')::integer as checkouts,
    count(distinct e.order_id) filter (where e.event_name = 'purchase')::integer as purchases,
    count(*) filter (where e.search_term is not null)::integer as searches
from read_parquet($files, union_by_name = true) as e
inner join (
    select visitor_id, customer_id from who
    union all
    select second_visitor_id as visitor_id, customer_id from who
) as w on w.visitor_id = e.visitor_id
group by e.session_id
