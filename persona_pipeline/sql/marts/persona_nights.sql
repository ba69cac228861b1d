select
    as_of,
    max(version) as version,
    cast($window_days as integer) as window_days,
    $refunds as refunds,
    $fully_refunded_orders as fully_refunded_orders,
    count(*) as members
from marts.persona_members
where as_of = $as_of
group by as_of
