select
    identities.customer_key,
    bool_or(days.orders > 0) as in_orders,
    bool_or(days.sessions > 0) as in_web,
    bool_or(days.responses > 0) as in_survey,
    min(days.business_day) as first_day
from core.customer_day as days
join core.identities as identities on identities.identity_key = days.identity_key
group by identities.customer_key
