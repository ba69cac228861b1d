create or replace temp table touched_orders as
select raw.source, raw.order_id
from raw.orders as raw
where raw.business_day in (select business_day from days)
union
select lines.source, lines.order_id
from core.order_lines as lines
where lines.business_day in (select business_day from days)
