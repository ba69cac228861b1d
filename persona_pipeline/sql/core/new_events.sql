create or replace temp table new_events as
select
    single.source,
    single.event_id,
    single.business_day,
    single.event_at,
    account.identity_key as account_key,
    visitor.identity_key as visitor_key,
    single.session_id,
    lower(single.event_name) as event_name,
    single.page_path,
    single.traffic_source,
    single.traffic_medium,
    single.campaign,
    lower(single.device) as device,
    single.country,
    single.search_term,
    single.product_id,
    single.order_id,
    single.revenue,
    single.load_id,
    single.row_number
from raw.events as single
anti join lost_events as lost on lost.load_id = single.load_id and lost.row_number = single.row_number
left join keys_of_events as account
    on account.source = single.source and account.name = 'customer' and account.value = trim(single.customer_id)
left join keys_of_events as visitor
    on visitor.source = single.source and visitor.name = 'visitor' and visitor.value = trim(single.visitor_id)
where single.business_day in (select business_day from days)
