-- The battery of each response that looks most like one straight line: how many of its questions were answered, and how many
-- in a row with the same answer (the long string of Johnson, 2005; Meade and Craig, 2012). Of batteries with too few
-- questions the longest is looked at.
with items as (
    select response, battery, place, question_id, point, coalesce(cast(point as varchar), said) as same
    from judged_answers
    where battery is not null and choice = 1
),

numbered as (
    select
        *,
        row_number() over (partition by response, battery order by place, question_id)
        - row_number() over (partition by response, battery, same order by place, question_id) as run
    from items
),

runs as (
    select response, battery, same, run, count(*) as run_items
    from numbered
    group by response, battery, same, run
),

longest as (
    select response, battery, sum(run_items) as rated_items, max(run_items) as longest_run
    from runs
    group by response, battery
),

spread as (
    select
        response, battery,
        case when count(point) = count(*) then sqrt(greatest(
            avg(cast(point * point as decimal(18, 6))) - avg(cast(point as decimal(18, 6))) * avg(cast(point as decimal(18, 6))), 0
        )) end as rating_sd
    from items
    group by response, battery
),

ranked as (
    select
        l.response, l.rated_items, l.longest_run, s.rating_sd,
        row_number() over (
            partition by l.response
            order by
                l.rated_items >= $min_rated_items desc,
                case when l.rated_items >= $min_rated_items then l.longest_run / l.rated_items end desc,
                l.rated_items desc,
                l.battery
        ) as place
    from longest as l
    inner join spread as s on s.response = l.response and s.battery = l.battery
)

select response, rated_items, longest_run, rating_sd
from ranked
where place = 1
