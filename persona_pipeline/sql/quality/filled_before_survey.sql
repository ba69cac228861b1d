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
    count(r.language) as language,
    count(r.answers) as answers
from days as d
join raw.responses as r on r.source = d.source and r.business_day = d.business_day
group by d.load_number
