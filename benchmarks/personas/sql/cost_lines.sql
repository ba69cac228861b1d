select
    'shop' as source,
    d.customer_key || '-' || l.line as order_id,
    l.line::integer as line,
    cast($first_day as date) + (hash(d.number * 7 + l.line) % 90)::integer as business_day,
    d.customer_key as identity_key,
    'sale' as line_type,
    ['shoes', 'kids', 'home', 'beauty', 'basics', 'outdoor'][
        1 + case when hash(d.number * 13 + l.line) % 10 < 5 then (2 * d.number) % 6 else hash(d.number * 17 + l.line) % 6 end::integer
    ] as category,
    1 as quantity,
    10 as unit_price,
    10 as amount
from drawn as d
cross join range(1, 4) as l(line)
