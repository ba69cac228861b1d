select
    'shop' as source,
    t.basket_id as order_id,
    row_number() over (partition by t.basket_id order by t.product_id, t.sales_value) as line_number,
    cast(t.transaction_timestamp as timestamp)::date as business_day,
    cast(t.transaction_timestamp as timestamp) as ordered_at,
    'c' || t.household_id as identity_key,
    t.product_id,
    p.product_type as product_name,
    p.department as category,
    cast(t.quantity as decimal(18, 3)) as quantity,
    cast(cast(t.sales_value as decimal(18, 4)) / cast(t.quantity as double) as decimal(18, 4)) as unit_price,
    cast(t.sales_value as decimal(18, 4)) as amount
from read_csv($folder || '/transactions_sample.csv', all_varchar = true) as t
left join read_csv($folder || '/products.csv', all_varchar = true) as p on p.product_id = t.product_id
where cast(t.quantity as double) > 0 and cast(t.sales_value as double) > 0
