-- How do sales, visits and conversion develop by week?
-- Sales of the day, refunds not taken off: net_amount is empty on days of few refunds (fewer orders than min_cell).
select
    date_trunc('week', business_day) as week,
    sum(orders) as orders,
    sum(sales_amount) as sales_amount,
    sum(sessions) as sessions,
    round(sum(purchase_sessions) / nullif(sum(sessions), 0), 4) as conversion,
    count(*) as days
from marts.daily_figures
group by week
order by week;
