-- Order lines that are still to be written, with the day on which they arrive.
create or replace table order_lines_out (
    arrival_day date, business_day date, order_id varchar, line integer, ordered_at timestamp, updated_at timestamp, customer_id integer, email varchar,
    product_id varchar, product_name varchar, category varchar, quantity integer, unit_price decimal(18, 2), discount_amount decimal(18, 2),
    country varchar, channel varchar, status varchar, refund_of varchar, delivery_option varchar, copy integer, dirt varchar, late boolean, document varchar
)
