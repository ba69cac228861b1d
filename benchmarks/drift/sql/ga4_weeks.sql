-- By week: buyers, orders, money, the mean order, and how many rows have no item.
select
    date_trunc('week', business_day) as week,
    count(distinct identity_key) as buyers,
    count(*) as orders,
    round(sum(sales_amount)) as amount,
    round(sum(sales_amount) / nullif(count(*), 0), 1) as mean_order,
    round(median(sales_amount), 1) as median_order
from core.orders
where order_type = 'sale'
group by week
order by week
