select reason_code, count(*) as rows
from quarantine.responses
where list_contains($loads, load_id)
group by reason_code
order by rows desc, reason_code
