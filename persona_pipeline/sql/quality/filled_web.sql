select
    l.load_number,
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
from read_parquet($files) as r
join batch_loads as l on l.load_id = r.load_id
group by l.load_number
