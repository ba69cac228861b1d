-- Busy and quiet days: the shop's pace by weekday and month (mean 1), its weekends, and the key that the day's draws follow from.
create or replace table calendar as
select
    business_day,
    isodow(business_day) >= 6 as weekend,
    [1.06, 1.00, 0.96, 0.94, 0.98, 0.94, 1.12][isodow(business_day)] * (1 + 0.08 * cos((month(business_day) - 12) * pi() / 6)) as pace,
    hash(xor(hash(date_diff('day', date '2000-01-01', business_day)::ubigint), hash($seed::ubigint + 1))) as key
from (
    select unnest(generate_series($first_day::timestamp, $last_day::timestamp, interval 1 day))::date as business_day
)
