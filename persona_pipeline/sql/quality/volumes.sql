-- Rows of each load's main day, with what else is known of that day, and the median of the same weekday in the weeks before.
-- A week without rows counts as 0: a source that seldom brings anything has a usual day of nothing, and is not judged.
-- `level` is what the last days brought, as a share of their own weekdays' medians, at most 1: between Christmas and New Year
-- every day is small, and people who let the first of them pass need not say so again each night.
-- `spread` is how far, as a logarithm, the days of these weeks lay from their own weekday's median: by the median departure, and by
-- the one in twenty that fell lowest, so that a source that is small now and then is not warned of each time.
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
lately as (
    select m.load_number, k.source, k.business_day, k.rows_raw
    from main_days as m
    join known as k
        on k.source = m.source
        and k.business_day < m.business_day
        and date_diff('day', k.business_day, m.business_day) <= 7
    qualify row_number() over (partition by m.load_number order by k.business_day desc) <= $level_days
),
judged as (
    select load_number, source, business_day from main_days
    union all
    select load_number, source, business_day from lately
),
weeks as (
    select
        j.load_number,
        j.source,
        j.business_day as judged_day,
        cast(j.business_day - cast(7 * w.week as integer) as date) as business_day
    from judged as j
    cross join (select unnest(range(1, $weeks + 1)) as week) as w
),
usual as (
    select w.load_number, w.judged_day, median(coalesce(k.rows_raw, 0)) as rows
    from weeks as w
    join begun as b on b.source = w.source and w.business_day >= b.first_day
    left join known as k on k.source = w.source and k.business_day = w.business_day
    where not list_contains(cast($different_days as date[]), w.business_day)
    group by w.load_number, w.judged_day
    having count(k.rows_raw) >= $known_weeks
),
past as (
    select m.load_number, k.business_day, k.rows_raw
    from main_days as m
    join known as k
        on k.source = m.source
        and k.business_day < m.business_day
        and date_diff('day', k.business_day, m.business_day) <= 7 * $weeks
),
weekdays as (
    select load_number, isodow(business_day) as weekday, median(rows_raw) as rows
    from past
    group by load_number, weekday
    having count(*) >= $known_weeks
),
departures as (
    select p.load_number, ln(p.rows_raw / w.rows) as departure
    from past as p
    join weekdays as w on w.load_number = p.load_number and w.weekday = isodow(p.business_day)
),
spreads as (
    select
        load_number,
        greatest(1.4826 * mad(departure), (median(departure) - quantile_cont(departure, 0.05)) / 1.645) as spread
    from departures
    group by load_number
    having count(*) >= $band_days
),
levels as (
    select l.load_number, least(1, median(l.rows_raw / u.rows)) as level
    from lately as l
    join usual as u on u.load_number = l.load_number and u.judged_day = l.business_day and u.rows > 0
    group by l.load_number
    having count(*) = $level_days
)
select
    m.load_number,
    m.business_day,
    cast(a.rows + coalesce(p.rows, 0) as double) as day_rows,
    coalesce(cast(u.rows as double), cast('nan' as double)) as usual_rows,
    coalesce(e.level, 1) as level,
    coalesce(s.spread, cast('nan' as double)) as spread
from main_days as m
join arriving as a on a.source = m.source and a.business_day = m.business_day
left join present as p on p.load_number = m.load_number
left join usual as u on u.load_number = m.load_number and u.judged_day = m.business_day
left join levels as e on e.load_number = m.load_number
left join spreads as s on s.load_number = m.load_number
