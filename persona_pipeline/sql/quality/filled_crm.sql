select
    l.load_number,
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
from read_parquet($files) as r
join batch_loads as l on l.load_id = r.load_id
group by l.load_number
