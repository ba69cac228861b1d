insert into broken_values by name
select load_id, row_number, rule, refuses, regexp_replace(cast(measured as varchar), '[.]0$', '') as found
from broken_rows
where column_name = $column
