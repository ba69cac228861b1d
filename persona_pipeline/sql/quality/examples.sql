select load_id, rule, row_number, found
from broken_values
where not refuses
order by load_id, rule, row_number
