-- How do sales, visits and conversion develop by week?
select
    date_trunc('week', business_day) as week,
    sum(orders) as orders,
    sum(net_amount) as net_amount,
    sum(sessions) as sessions,
    round(sum(purchase_sessions) / nullif(sum(sessions), 0), 4) as conversion,
    count(*) as days
from marts.daily_figures
group by week
order by week;
