-- What is wrong with the events of the sessions that are laid ready, by day of arrival and code.
select arrival_day, code, sum(rows)::bigint as rows
from (
    select arrival_day, 'exact_duplicate' as code, last_event_twice as rows from sessions_due
    union all
    select arrival_day, 'bad_date', (bad_date_at > 0)::integer from sessions_due
    union all
    select
        arrival_day,
        'late',
        (1 + pages + searches + product_views + depth + last_event_twice) * (arrival_day > business_day)::integer
    from sessions_due
)
group by all
having sum(rows) > 0
order by all
