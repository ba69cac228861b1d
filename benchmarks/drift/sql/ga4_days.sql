-- By day: orders and money, orders that repeat the same visitor's last one to the cent within ten minutes, and the rows that were
-- refused with the reason of most of them.
with refused as (
    select cast(regexp_extract(file_name, '\d{4}-\d{2}-\d{2}') as date) as business_day, count(*) as refused, mode(reason_code) as reason
    from quarantine.orders
    group by business_day
),
sales as (
    select
        *,
        sales_amount = lag(sales_amount) over before_it
        and ordered_at - lag(ordered_at) over before_it < interval 10 minutes as again
    from core.orders
    where order_type = 'sale'
    window before_it as (partition by identity_key order by ordered_at)
)
select
    o.business_day,
    count(distinct o.identity_key) as buyers,
    count(*) as orders,
    count(*) filter (where o.again) as again,
    round(sum(o.sales_amount)) as amount,
    round(sum(o.sales_amount) / count(*), 1) as mean_order,
    any_value(r.refused) as refused,
    any_value(r.reason) as reason
from sales as o
left join refused as r using (business_day)
group by o.business_day
order by o.business_day
