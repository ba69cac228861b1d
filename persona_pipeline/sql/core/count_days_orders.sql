create or replace temp table count_days as
select business_day from days
union
select business_day from new_order_lines
union
select lines.business_day
from core.order_lines as lines
semi join touched_orders as touched on touched.source = lines.source and touched.order_id = lines.order_id
