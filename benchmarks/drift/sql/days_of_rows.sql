select distinct day_of_row
from all_rows
order by day_of_row
