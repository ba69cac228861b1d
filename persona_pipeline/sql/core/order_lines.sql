select
    source,
    order_id,
    (row_number() over (
        partition by source, order_id order by try_cast(line_number as bigint) nulls last, row_number
    ))::integer as line,
    business_day,
    ordered_at,
    identity_key,
    case when amount < 0 then 'refund' when amount = 0 and quantity < 0 then 'refund' when amount = 0 then 'zero' else 'sale' end
        as line_type,
    product_id,
    product_name,
    category,
    quantity,
    unit_price,
    amount,
    load_id,
    row_number
from new_order_lines
order by business_day, source, order_id, line
