-- First the days of each identifier, then the identifiers of each person: the join then meets people, not days.
with by_identifier as (
    select
        identity_key,
        bool_or(orders > 0) as in_orders,
        bool_or(sessions > 0) as in_web,
        bool_or(responses > 0) as in_survey,
        min(business_day) as first_day
    from core.customer_day
    group by identity_key
)
select
    identities.customer_key,
    bool_or(seen.in_orders) as in_orders,
    bool_or(seen.in_web) as in_web,
    bool_or(seen.in_survey) as in_survey,
    min(seen.first_day) as first_day
from by_identifier as seen
join core.identities as identities on identities.identity_key = seen.identity_key
group by identities.customer_key
