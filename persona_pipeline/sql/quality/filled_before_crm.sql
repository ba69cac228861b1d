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
    count(r.birth_year) as birth_year,
    count(r.age_band) as age_band,
    count(r.gender) as gender,
    count(r.education) as education,
    count(r.household) as household,
    count(r.income) as income,
    count(r.region) as region,
    count(r.country) as country,
    count(r.language) as language,
    count(r.customer_since) as customer_since,
    count(r.marketing_consent) as marketing_consent
from days as d
join raw.attributes as r on r.source = d.source and r.business_day = d.business_day
group by d.load_number
