-- How full each column was on the source's last known day before the load's first.
with first_days as (
    select load_number, source, min(business_day) as first_day
    from batch_days
    group by load_number, source
),
days as (
    select f.load_number, f.source, max(c.business_day) as business_day
    from first_days as f
    join ops.row_counts as c on c.kind = $kind and c.source = f.source and c.business_day < f.first_day and c.rows_raw > 0
    group by f.load_number, f.source
)
select
    d.load_number,
    count(*) as rows,
    count(r.event_name) as event_name,
    count(r.visitor_id) as visitor_id,
    count(r.customer_id) as customer_id,
    count(r.session_id) as session_id,
    count(r.page_path) as page_path,
    count(r.traffic_source) as traffic_source,
    count(r.traffic_medium) as traffic_medium,
    count(r.campaign) as campaign,
    count(r.device) as device,
    count(r.country) as country,
    count(r.product_id) as product_id
from days as d
join raw.events as r on r.source = d.source and r.business_day = d.business_day
group by d.load_number
