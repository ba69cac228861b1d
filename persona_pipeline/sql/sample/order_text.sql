-- Order lines as a shop writes them: local time without offset, amounts with two decimals, and what goes wrong in real exports.
select * exclude (arrival_day) replace (
    coalesce(strftime(ordered_at, '%Y-%m-%d %H:%M:%S'), '31-02-2026 25:00') as ordered_at,
    strftime(updated_at, '%Y-%m-%d %H:%M:%S') as updated_at,
    coalesce(unit_price::varchar, 'n.v.t.') as unit_price,
    discount_amount::varchar as discount_amount
)
from order_rows
where arrival_day between $first_day and $last_day
