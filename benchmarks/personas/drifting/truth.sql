create or replace temp table truth as
select 'c' || customer_id as customer_key, persona, behaviour, first_day, last_day
from read_parquet($truth)
