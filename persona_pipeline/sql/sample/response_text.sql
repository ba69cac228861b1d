-- Responses as a survey tool writes them: times in UTC.
select * exclude (arrival_day) replace (coalesce(strftime(timezone('Europe/Amsterdam', submitted_at)::timestamp, '%Y-%m-%dT%H:%M:%SZ'), '45/13/2026') as submitted_at)
from response_rows
where arrival_day between $first_day and $last_day
