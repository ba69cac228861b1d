-- The last day that is believed of each load: a day after the night, or as far after the bulk of the file's days (5 to 95 %)
-- as that bulk is wide. Files of later nights (a backfill) are believed; single rows months ahead of their file are not,
-- and nothing is after $latest.
with shares as (
    select
        load_number,
        business_day,
        sum(rows) over (partition by load_number order by business_day) as rows_until,
        sum(rows) over (partition by load_number) as rows_all
    from batch_days
    where business_day is not null
),
bulk as (
    select
        load_number,
        min(business_day) filter (where rows_until >= 0.05 * rows_all) as early_day,
        min(business_day) filter (where rows_until >= 0.95 * rows_all) as late_day
    from shares
    group by load_number
)
select
    l.load_number,
    l.load_id,
    least(
        greatest(
            cast($as_of as date) + 1,
            coalesce(b.late_day + cast(date_diff('day', b.early_day, b.late_day) as integer) + 1, cast($as_of as date) + 1)
        ),
        cast($latest as date)
    ) as last_day
from batch_loads as l
left join bulk as b on b.load_number = l.load_number
