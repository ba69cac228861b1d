-- Order lines as columns with types, times local. A type has no room for a bad date or text in an amount: those, and only those, are empty here.
create or replace view order_rows as
select
    arrival_day,
    case when dirt = 'missing_order_id' then null else order_id end as order_id,
    line as line_number,
    case when dirt = 'bad_date' then null else ordered_at end as ordered_at,
    updated_at,
    case dirt when 'float_customer_id' then customer_id || '.0' when 'padding_spaces' then '  ' || customer_id || ' ' else customer_id::varchar end as customer_id,
    email,
    case when dirt = 'padding_spaces' then product_id || '  ' else product_id end as product_id,
    product_name,
    case when dirt = 'padding_spaces' then ' ' || category else category end as category,
    quantity,
    case dirt when 'text_amount' then null when 'negative_price' then -unit_price else unit_price end as unit_price,
    discount_amount,
    case when dirt = 'unknown_currency' then 'ZZZ' else 'EUR' end as currency,
    country,
    channel,
    status,
    refund_of,
    delivery_option
from order_lines_due
