-- Sessions spelled out into events, times in UTC. A pure projection that keeps the order of sessions_due: nothing is sorted or joined, so memory stays small.
create or replace view event_rows as
with spelled_out as (
    select
        *,
        1 + pages + searches + product_views + depth as events,
        unnest(range(1, 2 + pages + searches + product_views + depth + last_event_twice)) as nth
    from sessions_due
),
numbered as (
    select *, least(nth, events) as step
    from spelled_out
),
named as (
    select
        *,
        case
            when step = 1 then 'session_start'
            when step <= 1 + pages then 'page_view'
            when step <= 1 + pages + searches then 'view_search_results'
            when step <= 1 + pages + searches + product_views then 'view_item'
            when step = 2 + pages + searches + product_views then 'add_to_cart'
            when step = 3 + pages + searches + product_views then 'begin_checkout'
            when step = 4 + pages + searches + product_views then 'add_payment_info'
            else 'purchase'
        end as event_name
    from numbered
),
shown as (
    select
        *,
        case
            when event_name = 'view_item' then 'P' || (first_product + floor(products * uniform(key, 200 + step))::integer)
            when event_name = 'add_to_cart' then 'P' || (first_product + floor(products * uniform(key, 199 + step))::integer)
        end as shown_product
    from named
)
select
    arrival_day,
    session_id || '-' || step as event_id,
    case when nth = bad_date_at then null else started_utc + to_seconds((step - 1) * step_s) end as event_at,
    event_name,
    visitor_id,
    case when step >= signed_in_from then customer_id::varchar end as customer_id,
    session_id,
    case event_name
        when 'view_item' then '/p/' || shown_product
        when 'add_to_cart' then '/p/' || shown_product
        when 'view_search_results' then '/search'
        when 'begin_checkout' then '/checkout'
        when 'add_payment_info' then '/checkout/payment'
        when 'purchase' then '/checkout/thanks'
        else case when step > 2 or uniform(key, 220) < 0.4 then '/c/' || category else '/' end
    end as page_path,
    traffic_source,
    traffic_medium,
    campaign,
    device,
    country,
    case when event_name = 'view_search_results' then search_term end as search_term,
    shown_product as product_id,
    case when event_name = 'purchase' then order_id end as order_id,
    case when event_name = 'purchase' then pieces when event_name = 'add_to_cart' then 1 end as quantity,
    case when event_name = 'purchase' then revenue end as revenue
from shown
