delete from core.order_lines as lines
using touched_orders as touched
where touched.source = lines.source and touched.order_id = lines.order_id
