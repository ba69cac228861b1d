-- One event per action of a visit. Actions keep their id in every later export of the visit: the page's own number, or what
-- was ordered or reached, and where there is none their place in the visit.
with actions as (
    select
        row_number,
        line_number,
        document as visit,
        unnest(case when len(document.actionDetails) > 0 then document.actionDetails else [null] end) as action,
        unnest(case when len(document.actionDetails) > 0 then range(1, len(document.actionDetails) + 1) else [0] end) as place
    from records
)
select
    row_number,
    line_number,
    concat_ws(
        '.',
        visit.idSite,
        visit.idVisit,
        case action.type
            when 'ecommerceOrder' then 'order.' || coalesce(action.orderId, action.timestamp)
            when 'ecommerceAbandonedCart' then 'cart'
            when 'goal' then 'goal.' || concat_ws('.', action.goalId, coalesce(action.goalPageId, action.timestamp))
            else coalesce(action.type || '.' || action.pageId, 'place.' || place)
        end
    ) as event_id,
    action.timestamp as event_at,
    case action.type
        when 'action' then case when action.productViewSku <> '' then 'view_item' else 'page_view' end
        when 'search' then 'view_search_results'
        when 'ecommerceOrder' then 'purchase'
        when 'ecommerceAbandonedCart' then 'add_to_cart'
        when 'outlink' then 'click'
        when 'download' then 'file_download'
        when 'event' then coalesce(nullif(trim(action.eventAction), ''), 'event')
        else action.type
    end as event_name,
    visit.visitorId as visitor_id,
    visit.userId as customer_id,
    concat_ws('.', visit.idSite, visit.idVisit) as session_id,
    case when action.type not in ('outlink', 'download') then action.url end as page_path,
    coalesce(
        nullif(visit.campaignSource, ''),
        case when visit.referrerType = 'direct' then '(direct)' else nullif(visit.referrerName, '') end
    ) as traffic_source,
    coalesce(
        nullif(visit.campaignMedium, ''),
        case visit.referrerType
            when 'direct' then '(none)'
            when 'search' then 'organic'
            when 'website' then 'referral'
            else visit.referrerType
        end
    ) as traffic_medium,
    coalesce(
        nullif(visit.campaignName, ''), case when visit.referrerType = 'campaign' then nullif(visit.referrerName, '') end
    ) as campaign,
    case visit.deviceType when 'Smartphone' then 'mobile' when 'Phablet' then 'mobile' else visit.deviceType end as device,
    visit.country as country,
    case when action.type = 'search' then action.siteSearchKeyword end as search_term,
    coalesce(nullif(action.productViewSku, ''), action.itemDetails[1].itemSKU) as product_id,
    case when action.type = 'ecommerceOrder' then action.orderId end as order_id,
    case
        when len(action.itemDetails) > 0
            then cast(list_sum(list_transform(action.itemDetails, lambda item: try_cast(item.quantity as decimal(18, 3)))) as varchar)
    end as quantity,
    case when action.type = 'ecommerceOrder' then action.revenue end as revenue,
    case when place = 0 then 'no_actions' end as refusal
from actions
order by row_number, place
