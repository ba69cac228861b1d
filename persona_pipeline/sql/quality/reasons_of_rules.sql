select reason_code, count(*) as rows
from refused_rows
where load_id = $load_id
group by reason_code
