insert into refused_rows by name
select load_id, row_number, $reason_code as reason_code, $column as column_name, found, $expected as expected
from broken_values
where rule = $rule and refuses
