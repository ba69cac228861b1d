with figures as (
    select
        'orders_with_key' as figure,
        coalesce(sum(orders - guest_orders), 0)::bigint as numerator,
        coalesce(sum(orders), 0)::bigint as denominator
    from marts.daily_figures
    where business_day <= $as_of and business_day > $as_of - $window_days::integer
    union all
    select
        'buyers_seen_in_web',
        count(*) filter (where in_orders and in_web),
        count(*) filter (where in_orders)
    from marts.customer_features
    where as_of = $as_of
    union all
    select
        'web_people_with_account',
        count(*) filter (where features.in_web and identities.namespace = 'customer'),
        count(*) filter (where features.in_web)
    from marts.customer_features as features
    left join core.identities as identities on identities.identity_key = features.customer_key
    where features.as_of = $as_of
    union all
    select 'events_without_consent', count(*) filter (where identity_key is null and session_id is null), count(*)
    from core.events
    where business_day <= $as_of and business_day > $as_of - $window_days::integer
    union all
    select 'respondents_with_key', count(identity_key), count(*)
    from core.responses
    where business_day <= $as_of and business_day > $as_of - $window_days::integer
    union all
    select
        'respondents_seen_in_orders',
        count(*) filter (where in_survey and in_orders),
        count(*) filter (where in_survey)
    from marts.customer_features
    where as_of = $as_of
)
select
    $as_of as as_of,
    figure,
    numerator,
    denominator,
    round(numerator / nullif(denominator, 0), 6) as rate
from figures
