select
    'web' as source,
    cast(timezone('Europe/Amsterdam', e.event_at) as date) as business_day,
    cast(timezone('UTC', e.event_at) as timestamp) as event_at,
    'c' || w.customer_id as visitor_key,
    e.session_id,
    e.event_name,
    e.page_path,
    e.traffic_source,
    e.traffic_medium,
    e.device,
    e.search_term,
    e.order_id,
    e.revenue
from web as e
inner join (
    select visitor_id, customer_id from who where not no_web
    union all
    select second_visitor_id as visitor_id, customer_id from who where not no_web
) as w on w.visitor_id = e.visitor_id
