-- One row is one event. Source, medium and campaign come as one triple: the event's own, or those that were collected with it.
with placed as (
    select
        *,
        coalesce(param_source, param_medium, param_campaign) is not null as has_own,
        event_name in ('purchase', 'refund') as moves_money
    from records
)
select
    row_number,
    line_number,
    md5(concat_ws(
        chr(31), coalesce(visitor_id, ''), "at", event_name, coalesce(bundle, ''), coalesce(batch_event_index, ''),
        coalesce(order_id, ''), coalesce(page_path, '')
    )) as event_id,
    case when regexp_full_match("at", '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+') then "at" || 'Z' else "at" end as event_at,
    event_name,
    visitor_id,
    customer_id,
    visitor_id || '.' || session_number as session_id,
    page_path,
    case when has_own then param_source else collected_source end as traffic_source,
    case when has_own then param_medium else collected_medium end as traffic_medium,
    case when has_own then param_campaign else collected_campaign end as campaign,
    device,
    country,
    search_term,
    case when moves_money then order_id end as order_id,
    quantity,
    case
        when event_name = 'refund' then '-' || ltrim(revenue, '-')
        when moves_money then revenue
    end as revenue,
    extra
from placed
order by row_number
