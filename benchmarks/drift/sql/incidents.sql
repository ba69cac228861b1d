-- Runs of nights on which a signal fired: when, about whom, what, and how much on its first and last night.
with signals as (
    select *, dense_rank() over (order by as_of) as night
    from marts.drift_signals
),
fired as (
    select *, night - row_number() over (partition by persona_id, measure order by as_of) as run
    from signals
    where state = 'firing'
)
select
    min(as_of) as first_night,
    max(as_of) as last_night,
    persona_id,
    measure,
    arg_min(direction, as_of) as direction,
    round(arg_min(effect, as_of), 2) as effect_first,
    round(arg_max(effect, as_of), 2) as effect_last,
    count(*) as nights
from fired
group by persona_id, measure, run
order by first_night, persona_id, measure
