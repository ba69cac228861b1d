select
    l.load_number,
    count(*) as rows,
    count(r.customer_id) as customer_id,
    count(r.email) as email,
    count(r.product_id) as product_id,
    count(r.product_name) as product_name,
    count(r.category) as category,
    count(r.quantity) as quantity,
    count(r.unit_price) as unit_price,
    count(r.discount_amount) as discount_amount,
    count(r.currency) as currency,
    count(r.country) as country,
    count(r.channel) as channel,
    count(r.status) as status
from read_parquet($files) as r
join batch_loads as l on l.load_id = r.load_id
group by l.load_number
