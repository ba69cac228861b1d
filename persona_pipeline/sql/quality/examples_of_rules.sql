-- The first row that was refused for each reason and column.
select row_number, reason_code, column_name, found, expected
from refused_rows
where load_id = $load_id
qualify row_number() over (partition by reason_code, column_name order by refused_rows.row_number) = 1
order by row_number
