-- The raw days around what was said: rows as they came, buyers, sales, refunds.
select
    business_day,
    count(distinct identity_key) as buyers,
    count(*) filter (where order_type = 'sale') as sales,
    count(*) filter (where order_type = 'refund') as refunds,
    round(sum(sales_amount)) as amount
from core.orders
where business_day in (
    '2010-12-21', '2010-12-22', '2010-12-23', '2011-04-04', '2011-04-05', '2011-05-02', '2011-05-03', '2011-06-06', '2011-06-07', '2011-06-27', '2011-06-28',
    '2011-06-29', '2011-07-28', '2011-08-03', '2011-08-04', '2011-08-05', '2011-12-05', '2011-12-08'
)
group by business_day
order by business_day
