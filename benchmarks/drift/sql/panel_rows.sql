-- The answers of the Open e-commerce survey as they came, by the day on which they were recorded.
create or replace temp table all_rows as
select *, strptime(RecordedDate, '%m/%d/%Y %H:%M:%S')::date as day_of_row
from read_csv($file, all_varchar = true)
