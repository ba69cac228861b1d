-- Rows of each load's main day, with what else is known of that day, and the median of the same weekday in the weeks before.
-- A week without rows counts as 0: a source that seldom brings anything has a usual day of nothing, and is not judged.
with days as (
    select
        *,
        min(business_day) over (partition by load_number) as first_day,
        max(business_day) over (partition by load_number) as last_day
    from batch_days
),
main_days as (
    select d.load_number, d.load_id, d.source, d.business_day, l.file_name
    from days as d
    join batch_loads as l on l.load_number = d.load_number
    where date_diff('day', d.first_day, d.last_day) < 3
        and not list_contains(cast($different_days as date[]), d.business_day)
    qualify row_number() over (partition by d.load_number order by d.rows desc, d.business_day) = 1
),
arriving as (
    select source, business_day, sum(rows) as rows
    from batch_days
    group by source, business_day
),
present as (
    select m.load_number, count(*) as rows
    from main_days as m
    join raw_rows as r on r.source = m.source and r.business_day = m.business_day
    left join ops.files as f on f.source = m.source and f.file_name = m.file_name and f.load_id = r.load_id
    where f.load_id is null and r.load_id not in (select load_id from batch_loads)
    group by m.load_number
),
known as (
    select source, business_day, rows_raw
    from ops.row_counts
    where kind = $kind
        and rows_raw > 0
        and source in (select source from main_days)
        and not list_contains(cast($different_days as date[]), business_day)
),
begun as (
    select source, min(business_day) as first_day
    from known
    group by source
),
weeks as (
    select m.load_number, m.source, cast(m.business_day - cast(7 * w.week as integer) as date) as business_day
    from main_days as m
    cross join (select unnest(range(1, $weeks + 1)) as week) as w
),
usual as (
    select w.load_number, median(coalesce(k.rows_raw, 0)) as rows
    from weeks as w
    join begun as b on b.source = w.source and w.business_day >= b.first_day
    left join known as k on k.source = w.source and k.business_day = w.business_day
    where not list_contains(cast($different_days as date[]), w.business_day)
    group by w.load_number
    having count(k.rows_raw) >= $known_weeks
)
select
    m.load_number,
    m.business_day,
    cast(a.rows + coalesce(p.rows, 0) as double) as day_rows,
    coalesce(cast(u.rows as double), cast('nan' as double)) as usual_rows
from main_days as m
join arriving as a on a.source = m.source and a.business_day = m.business_day
left join present as p on p.load_number = m.load_number
left join usual as u on u.load_number = m.load_number
