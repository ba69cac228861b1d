create or replace temp table day_rows as
select * exclude (day_of_row)
from all_rows
where day_of_row = $day
order by all
