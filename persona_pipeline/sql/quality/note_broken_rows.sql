insert into broken_rows by name
select load_id, row_number, $rule as rule, $column as column_name, measured, $refuses as refuses
from noted_rows
