create or replace temp table new_events as
with repeated as (
    select source, event_id, business_day
    from raw.events
    where business_day in (select business_day from days)
    group by source, event_id, business_day
    having count(*) > 1
),
losers as (
    select candidates.load_id, candidates.row_number
    from raw.events as candidates
    join ops.loads as loads on loads.load_id = candidates.load_id
    semi join repeated
        on repeated.source = candidates.source
        and repeated.event_id = candidates.event_id
        and repeated.business_day = candidates.business_day
    where candidates.business_day in (select business_day from days)
    qualify row_number() over (
        partition by candidates.source, candidates.event_id, candidates.business_day
        order by loads.sequence desc, candidates.load_id desc, candidates.row_number desc
    ) > 1
),
counted as (
    select single.*
    from raw.events as single
    anti join losers on losers.load_id = single.load_id and losers.row_number = single.row_number
    left join counted_purchases as purchase
        on purchase.load_id = single.load_id and purchase.row_number = single.row_number
    where single.business_day in (select business_day from days)
        and (lower(single.event_name) <> 'purchase' or single.order_id is null or purchase.load_id is not null)
)
select
    counted.source,
    counted.event_id,
    counted.business_day,
    counted.event_at,
    account.identity_key as account_key,
    visitor.identity_key as visitor_key,
    counted.session_id,
    lower(counted.event_name) as event_name,
    counted.page_path,
    counted.traffic_source,
    counted.traffic_medium,
    counted.campaign,
    lower(counted.device) as device,
    counted.country,
    counted.search_term,
    counted.product_id,
    counted.order_id,
    counted.revenue,
    counted.load_id,
    counted.row_number
from counted
join source_spaces as spaces on spaces.source = counted.source
left join raw.identifiers as account
    on account.namespace = 'customer' || spaces.space and account.value = trim(counted.customer_id)
left join raw.identifiers as visitor
    on visitor.namespace = 'visitor' || spaces.space and visitor.value = trim(counted.visitor_id)
