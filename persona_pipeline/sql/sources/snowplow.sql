-- One Snowplow event is one event, under GA4's name. Snowplow writes its times in UTC, with or without saying so.
with opened as (
    select
        *,
        json_extract_string(coalesce(action_1, action_1_0_2, action_1_0_1, action_1_0_0), '$.type') as action,
        json_extract(transaction, '$[0]') as sale,
        json_extract(refund, '$[0]') as given_back,
        json_extract(product, '$[0]') as item,
        json_extract(checkout_step, '$[0]') as step,
        json_extract(transaction_error, '$[0]') as failure,
        json_extract("user", '$[0]') as account,
        json_extract(client, '$[0]') as app
    from records
),
named as (
    select
        *,
        case
            when action is not null then case action
                when 'product_view' then 'view_item'
                when 'list_view' then 'view_item_list'
                when 'list_click' then 'select_item'
                when 'promo_view' then 'view_promotion'
                when 'promo_click' then 'select_promotion'
                when 'checkout_step' then 'begin_checkout'
                when 'transaction' then 'purchase'
                else action
            end
            when event_name = 'snowplow_ecommerce_action' then case
                when failure is not null then 'transaction_error'
                when given_back is not null then 'refund'
                when sale is not null then 'purchase'
                when step is not null then 'begin_checkout'
                else event_name
            end
            when event in ('page_ping', 'pp') then 'user_engagement'
            when event in ('page_view', 'pv') then 'page_view'
            when event in ('transaction', 'tr') then 'purchase'
            when event in ('struct', 'se') then coalesce(se_action, event_name, event)
            else coalesce(event_name, event)
        end as name
    from opened
)
select
    row_number,
    line_number,
    event_id,
    case when regexp_full_match("at", '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+') then "at" || 'Z' else "at" end as event_at,
    name as event_name,
    coalesce(visitor, json_extract_string(app, '$.userId')) as visitor_id,
    coalesce(
        user_id,
        case when lower(json_extract_string(account, '$.is_guest')) = 'true' then null else json_extract_string(account, '$.id') end
    ) as customer_id,
    coalesce(session, json_extract_string(app, '$.sessionId')) as session_id,
    page as page_path,
    coalesce(mkt_source, refr_source, case when refr_medium in ('search', 'social', 'email', 'unknown') then refr_urlhost end)
        as traffic_source,
    coalesce(mkt_medium, case refr_medium when 'search' then 'organic' when 'unknown' then 'referral' when 'internal' then null else refr_medium end)
        as traffic_medium,
    mkt_campaign as campaign,
    case when dvce_type in ('Mobile', 'Tablet', 'Computer') then replace(lower(dvce_type), 'computer', 'desktop') else dvce_type end
        as device,
    geo_country as country,
    case when name in ('search', 'site_search', 'view_search_results') then mkt_term end as search_term,
    json_extract_string(item, '$.id') as product_id,
    coalesce(
        json_extract_string(sale, '$.transaction_id'),
        json_extract_string(given_back, '$.transaction_id'),
        tr_orderid
    ) as order_id,
    coalesce(json_extract_string(sale, '$.total_quantity'), json_extract_string(item, '$.quantity')) as quantity,
    case
        when name = 'purchase' then coalesce(json_extract_string(sale, '$.revenue'), tr_total)
        when name = 'refund' then '-' || ltrim(json_extract_string(given_back, '$.refund_amount'), '-')
    end as revenue,
    extra
from named
order by row_number
