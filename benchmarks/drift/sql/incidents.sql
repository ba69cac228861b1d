-- Runs of nights on which a signal fired: when, about whom, what, and how much on its first and last night.
with fired as (
    select
        *,
        as_of - cast(row_number() over (partition by persona_id, measure order by as_of) as integer) as run
    from marts.drift_signals
    where state = 'firing'
)
select
    min(as_of) as first_night,
    max(as_of) as last_night,
    persona_id,
    measure,
    round(arg_min(effect, as_of), 2) as effect_first,
    round(arg_max(effect, as_of), 2) as effect_last,
    count(*) as nights
from fired
group by persona_id, measure, run
order by first_night, persona_id, measure
