delete from core.orders as orders
using touched_orders as touched
where touched.source = orders.source and touched.order_id = orders.order_id
