-- Rows are the books of files and stay whole. Amounts of a day on which few got money back are left out: less that day's sales they would
-- be what those few got (marts.daily_figures leaves out its refunds for the same reason).
select
    c.kind,
    c.source,
    c.business_day,
    c.rows_raw,
    c.rows_core,
    c.rows_duplicate,
    c.rows_replaced,
    case when d.business_day is null then c.amount_raw end as amount_raw,
    case when d.business_day is null then c.amount_core end as amount_core,
    case when d.business_day is null then c.amount_duplicate end as amount_duplicate
from ops.row_counts as c
left join marts.daily_figures as d
    on d.business_day = c.business_day and c.kind = 'orders' and d.refund_orders between 1 and $min_cell - 1
