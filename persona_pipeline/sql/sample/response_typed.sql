-- Responses for Parquet: times as moments.
select * exclude (arrival_day) replace (timezone('Europe/Amsterdam', submitted_at) as submitted_at)
from response_rows
where arrival_day between $first_day and $last_day
