create or replace temp table who as
select customer_id, min(email) as email, min(visitor_id) as visitor_id, min(second_visitor_id) as second_visitor_id
from read_parquet($truth)
group by customer_id
