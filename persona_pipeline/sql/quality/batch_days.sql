select l.load_number, r.load_id, r.source, r.business_day, count(*) as rows
from read_parquet($files) as r
join batch_loads as l on l.load_id = r.load_id
group by l.load_number, r.load_id, r.source, r.business_day
