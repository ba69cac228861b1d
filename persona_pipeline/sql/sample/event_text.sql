-- Events as a tracker writes them: times in UTC.
select * exclude (arrival_day) replace (coalesce(strftime(event_at, '%Y-%m-%dT%H:%M:%SZ'), 'Invalid Date') as event_at)
from event_rows
where arrival_day between $first_day and $last_day
