-- The raw days around every change of the overall verdict and every alert: that day, and the day with orders before and after it.
-- Refunds are those with money: this shop writes stock off as invoices without a price or a customer.
with verdicts as (
    select as_of, verdict, verdict || cause as said, lag(verdict || cause) over (order by as_of) as said_before
    from marts.persona_verdicts
    where persona_id = 'all'
),
told as (
    select as_of, verdict from verdicts where said is distinct from said_before
    union all
    select distinct as_of, 'alert' from ops.alerts
),
days as (
    select
        business_day,
        row_number() over (order by business_day) as number,
        sum(lines) as lines,
        count(distinct identity_key) as buyers,
        count(*) filter (where order_type = 'sale') as sales,
        count(*) filter (where order_type = 'refund' and refund_amount <> 0) as refunds,
        round(sum(sales_amount)) as amount
    from core.orders
    group by business_day
),
changes as (
    select d.number, t.verdict
    from told as t
    join days as d on d.business_day = t.as_of
)
select
    d.business_day,
    dayname(d.business_day) as weekday,
    string_agg(distinct c.verdict, ', ' order by c.verdict) filter (where c.number = d.number) as told,
    d.lines,
    d.buyers,
    d.sales,
    d.refunds,
    d.amount
from days as d
join changes as c on abs(c.number - d.number) <= 1
group by d.business_day, d.lines, d.buyers, d.sales, d.refunds, d.amount
order by d.business_day
