-- One line for each order.
select source, order_id, 1 as line, business_day, identity_key, order_type as line_type, 1 as quantity, sales_amount as unit_price, sales_amount as amount
from core.orders
