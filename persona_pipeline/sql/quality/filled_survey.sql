select
    l.load_number,
    count(*) as rows,
    count(r.customer_id) as customer_id,
    count(r.email) as email,
    count(r.language) as language,
    count(r.answers) as answers
from read_parquet($files) as r
join batch_loads as l on l.load_id = r.load_id
group by l.load_number
