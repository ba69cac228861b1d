-- One event per click, cart or order of a session. What is ordered in the same moment is one purchase.
with placed as (
    select
        row_number,
        line_number,
        extra,
        document.session as session,
        unnest(case when len(document.events) > 0 then document.events else [null] end) as event,
        unnest(case when len(document.events) > 0 then range(1, len(document.events) + 1) else [0] end) as place
    from records
)
select
    row_number,
    line_number,
    concat_ws('.', session, place) as event_id,
    event.ts as event_at,
    case event.type
        when 'clicks' then 'view_item' when 'carts' then 'add_to_cart' when 'orders' then 'purchase' else event.type
    end as event_name,
    session as session_id,
    event.aid as product_id,
    case when event.type = 'orders' then concat_ws('.', session, event.ts) end as order_id,
    case when place = 0 then 'no_events' end as refusal,
    extra
from placed
order by row_number, place
