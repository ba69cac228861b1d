-- Order lines for Parquet: times as moments.
select * exclude (arrival_day) replace (timezone('Europe/Amsterdam', ordered_at) as ordered_at, timezone('Europe/Amsterdam', updated_at) as updated_at)
from order_rows
where arrival_day between $first_day and $last_day
