-- Receipt numbers begin anew at every till, so a receipt is named after its store, its till and its number.
select
    row_number,
    line_number,
    concat_ws('/', store, till, receipt) as order_id,
    line as order_line,
    sold_at as ordered_at,
    customer_id,
    email,
    product_id,
    product_name,
    category,
    quantity,
    unit_price,
    discount_amount,
    amount,
    currency,
    country,
    'store' as channel,
    status,
    extra
from records
order by row_number
