select found, count(*) as rows
from read_parquet($refused)
where reason_code in ('other_currency', 'currency_contradicts')
group by found
order by rows desc, found
limit 3
