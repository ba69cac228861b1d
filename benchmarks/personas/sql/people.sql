-- Who is who, and what is hidden of whom: from the web only of people who may buy, from the survey of anybody.
create or replace temp table who as
select
    customer_id,
    min(email) as email,
    min(visitor_id) as visitor_id,
    min(second_visitor_id) as second_visitor_id,
    min(persona) as persona,
    min(reach) in ('everywhere') and hash(customer_id || ':web:' || $seed::varchar) % 10000 < $missing * 10000 as no_web,
    min(reach) <> 'survey only' and hash(customer_id || ':survey:' || $seed::varchar) % 10000 < $missing * 10000 as no_survey
from read_parquet($truth)
group by customer_id
