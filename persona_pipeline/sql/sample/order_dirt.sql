-- What is wrong with the order lines that arrive from $first_day to $last_day, by day of arrival and code.
select arrival_day, coalesce(dirt, case when document = 'change' then 'order_changed' else 'late' end) as code, count(*) as rows
from (
    select arrival_day, dirt, document from order_lines_out
    where dirt is not null or document = 'change'
    union all
    select arrival_day, null, 'sale' from order_lines_out
    where late
)
where arrival_day between $first_day and $last_day
group by all
order by all
