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
from days as d
join raw.orders as r on r.source = d.source and r.business_day = d.business_day
group by d.load_number
