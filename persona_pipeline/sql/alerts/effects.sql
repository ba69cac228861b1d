-- How far a figure was from normal on the last four weeks of nights, oldest first; nothing about a night with too few people.
select
    as_of,
    case when n >= $min_cell then effect end as effect
from (
    select as_of, n, effect
    from marts.drift_signals
    where level = $level and persona_id = $persona_id and measure = $measure and as_of <= $as_of
    order by as_of desc
    limit 28
) as nights
order by as_of
