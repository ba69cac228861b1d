-- Events for Parquet: times as moments. By way of the count of microseconds, which is many times faster than by way of a time zone.
select * exclude (arrival_day) replace (make_timestamptz(epoch_us(event_at)) as event_at)
from event_rows
where arrival_day between $first_day and $last_day
