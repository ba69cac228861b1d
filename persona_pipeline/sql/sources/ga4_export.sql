-- One GA4 event is one event. Source, medium and campaign come as one triple from the first place that has any of them;
-- traffic_source is the visitor's first touch and says nothing about this session.
with keyed as (
    select
        row_number,
        line_number,
        document as event,
        document.event_params as params,
        list_transform(document.event_params, lambda param: param.key) as keys,
        document.collected_traffic_source as collected,
        document.session_traffic_source_last_click.cross_channel_campaign as cross_channel,
        document.session_traffic_source_last_click.manual_campaign as manual,
        document.event_name in ('purchase', 'refund', 'in_app_purchase') as moves_money
    from records
),
found as (
    select
        *,
        params[list_position(keys, 'ga_session_id')].value as session_number,
        params[list_position(keys, 'page_location')].value.string_value as page_location,
        nullif(params[list_position(keys, 'source')].value.string_value, '(not set)') as source,
        nullif(params[list_position(keys, 'medium')].value.string_value, '(not set)') as medium,
        nullif(params[list_position(keys, 'campaign')].value.string_value, '(not set)') as campaign,
        params[list_position(keys, 'search_term')].value as search_term,
        params[list_position(keys, 'transaction_id')].value as transaction_id,
        nullif(collected.manual_source, '(not set)') as collected_source,
        nullif(collected.manual_medium, '(not set)') as collected_medium,
        nullif(collected.manual_campaign_name, '(not set)') as collected_campaign,
        nullif(cross_channel.source, '(not set)') as cross_source,
        nullif(cross_channel.medium, '(not set)') as cross_medium,
        nullif(cross_channel.campaign_name, '(not set)') as cross_campaign
    from keyed
),
placed as (
    select
        *,
        case
            when coalesce(source, medium, campaign) is not null then 1
            when coalesce(collected_source, collected_medium, collected_campaign) is not null then 2
            when coalesce(cross_source, cross_medium, cross_campaign) is not null then 3
            else 4
        end as place
    from found
)
select
    row_number,
    line_number,
    -- The same event has the same id in every export of its day. Without batch fields (before 2023) its content tells it apart.
    md5(concat_ws(
        chr(31),
        coalesce(event.user_pseudo_id, ''),
        event.event_timestamp,
        event.event_name,
        coalesce(event.event_bundle_sequence_id, ''),
        case
            when event.batch_event_index is not null
                then concat_ws('.', coalesce(event.batch_page_id, ''), coalesce(event.batch_ordering_id, ''), event.batch_event_index)
            else concat_ws(chr(31), cast(params as varchar), cast(event.items as varchar))
        end
    )) as event_id,
    event.event_timestamp as event_at,
    event.event_name as event_name,
    event.user_pseudo_id as visitor_id,
    event.user_id as customer_id,
    case
        when event.user_pseudo_id <> '' then event.user_pseudo_id || '.' || coalesce(session_number.int_value, session_number.string_value)
    end as session_id,
    page_location as page_path,
    case place when 1 then source when 2 then collected_source when 3 then cross_source else manual.source end as traffic_source,
    case place when 1 then medium when 2 then collected_medium when 3 then cross_medium else manual.medium end as traffic_medium,
    case place when 1 then campaign when 2 then collected_campaign when 3 then cross_campaign else manual.campaign_name end
        as campaign,
    event.device.category as device,
    event.geo.country as country,
    coalesce(search_term.string_value, search_term.int_value) as search_term,
    event.items[1].item_id as product_id,
    case
        when moves_money
            then coalesce(event.ecommerce.transaction_id, transaction_id.string_value, transaction_id.int_value)
    end as order_id,
    case
        when len(event.items) = 1 then event.items[1].quantity
        when len(event.items) > 1
            then cast(list_sum(list_transform(event.items, lambda item: try_cast(item.quantity as decimal(18, 3)))) as varchar)
    end as quantity,
    case
        when event.event_name = 'refund'
            then '-' || ltrim(coalesce(event.ecommerce.refund_value, event.ecommerce.purchase_revenue), '-')
        when moves_money then event.ecommerce.purchase_revenue
    end as revenue
from placed
order by row_number
