select reason_code, count(*) as rows
from read_parquet($refused)
group by reason_code
