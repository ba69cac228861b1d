-- By day: orders and money, and the rows that were refused with the reason of most of them.
with refused as (
    select cast(regexp_extract(file_name, '\d{4}-\d{2}-\d{2}') as date) as business_day, count(*) as refused, mode(reason_code) as reason
    from quarantine.orders
    group by business_day
)
select
    o.business_day,
    count(distinct o.identity_key) as buyers,
    count(*) as orders,
    round(sum(o.sales_amount)) as amount,
    round(sum(o.sales_amount) / count(*), 1) as mean_order,
    any_value(r.refused) as refused,
    any_value(r.reason) as reason
from core.orders as o
left join refused as r using (business_day)
where o.order_type = 'sale'
group by o.business_day
order by o.business_day
