-- The newest night, and the estimated first day of the earliest change that stands on it (NULL: none does).
-- Of a figure whose data cannot be trusted that night counts how it stood on the last night that could be, as on the pages.
with newest as (
    select max(as_of) as as_of
    from marts.persona_verdicts
),

before as (
    select signals.level, signals.persona_id, signals.measure, arg_max(signals.state, signals.as_of) as state
    from marts.drift_signals as signals
    cross join newest
    where signals.as_of < newest.as_of and signals.state <> 'blocked'
    group by signals.level, signals.persona_id, signals.measure
)

select
    newest.as_of as last_day,
    min(
        case when (case when tonight.state = 'blocked' then before.state else tonight.state end) = 'firing' then tonight.since end
    ) as first_day
from newest
left join marts.drift_signals as tonight
    on tonight.as_of = newest.as_of and tonight.level in ('share', 'profile', 'kpi')
left join before
    on before.level = tonight.level and before.persona_id = tonight.persona_id and before.measure = tonight.measure
group by newest.as_of
