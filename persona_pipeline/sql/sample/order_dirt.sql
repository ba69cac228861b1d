-- What is wrong with the order lines that are laid ready, by day of arrival and code.
select arrival_day, coalesce(dirt, case when document = 'change' then 'order_changed' else 'late' end) as code, count(*) as rows
from (
    select arrival_day, dirt, document from order_lines_due
    where dirt is not null or document = 'change'
    union all
    select arrival_day, null, 'sale' from order_lines_due
    where late
)
group by all
order by all
