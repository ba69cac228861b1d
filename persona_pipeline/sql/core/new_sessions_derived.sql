create or replace temp table derived_sessions as
with gaps as (
    select
        load_id,
        row_number,
        source,
        coalesce(visitor_key, account_key) as person,
        business_day,
        event_at,
        case
            when event_at - lag(event_at) over (
                partition by source, coalesce(visitor_key, account_key), business_day order by event_at, load_id, row_number
            ) <= interval 30 minute then 0
            else 1
        end as begins
    from new_events
    where session_id is null and coalesce(visitor_key, account_key) is not null
)
select
    load_id,
    row_number,
    left(person, 16) || '-' || strftime(business_day, '%Y%m%d') || '-' || (
        sum(begins) over (
            partition by source, person, business_day order by event_at, load_id, row_number
            rows between unbounded preceding and current row
        )
    )::integer::varchar as session_id
from gaps
