select
    events.source,
    events.event_id,
    events.business_day,
    events.event_at,
    coalesce(events.account_key, events.visitor_key) as identity_key,
    coalesce(events.session_id, derived.session_id) as session_id,
    events.event_name,
    events.page_path,
    events.traffic_source,
    events.traffic_medium,
    events.campaign,
    events.device,
    events.country,
    events.search_term,
    events.product_id,
    events.order_id,
    events.revenue,
    events.load_id,
    events.row_number
from new_events as events
left join derived_sessions as derived on derived.load_id = events.load_id and derived.row_number = events.row_number
