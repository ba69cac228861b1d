-- The rows of Google's GA4 sample as they came, with the day that the file gives them.
create or replace temp table all_rows as
select *, strptime(event_date, '%Y%m%d')::date as day_of_row
from read_csv($file, all_varchar = true)
