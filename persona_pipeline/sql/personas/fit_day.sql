-- How many people each day's window holds: a person counts from the first day of a stretch of activity until the window
-- has passed after its last. The first day from $earliest on with enough people is the one to fit on.
with activity as (
    select distinct coalesce(i.customer_key, d.identity_key) as customer_key, d.business_day
    from core.customer_day as d
    left join core.identities as i on i.identity_key = d.identity_key
    where d.business_day <= $as_of
),

spans as (
    select
        customer_key,
        business_day,
        lag(business_day) over (partition by customer_key order by business_day) as day_before,
        lead(business_day) over (partition by customer_key order by business_day) as day_after
    from activity
),

changes as (
    select business_day as change_day, 1 as change
    from spans
    where day_before is null or date_diff('day', day_before, business_day) >= $window_days
    union all
    select cast(business_day + to_days(cast($window_days as integer)) as date) as change_day, -1 as change
    from spans
    where day_after is null or date_diff('day', business_day, day_after) >= $window_days
    union all
    select cast($earliest as date) as change_day, 0 as change
),

counted as (
    select distinct change_day, sum(change) over (order by change_day) as people
    from changes
)

select min(change_day) as fit_day
from counted
where change_day >= $earliest and change_day <= $as_of and people >= $min_customers
