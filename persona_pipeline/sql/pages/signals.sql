-- The signals of the night: what a persona did before what the whole shop did, then most evidence, then the largest move. Their figures are read as they are published; the effect here only says whether there is one.
-- Of one whose data cannot be trusted, also what it was on the last night that could be.
with before as (
    select level, persona_id, measure, arg_max(state, as_of) as state
    from marts.drift_signals
    where as_of < $as_of and state <> 'blocked'
    group by level, persona_id, measure
),

standing as (
    select
        tonight.*,
        case when tonight.state = 'blocked' and tonight.level <> 'quality' then before.state else tonight.state end as stands
    from marts.drift_signals as tonight
    left join before
        on before.level = tonight.level and before.persona_id = tonight.persona_id and before.measure = tonight.measure
    where tonight.as_of = $as_of and tonight.level in ('quality', 'share', 'profile', 'kpi', 'feature')
)

select level, persona_id, measure, effect, coalesce(stands, 'learning') as stands
from standing
order by
    stands is distinct from 'firing',
    persona_id = 'all',
    case level when 'share' then 1 when 'profile' then 2 else 3 end,
    cusum / nullif(threshold, 0) desc nulls last,
    abs(effect) desc nulls last,
    persona_id,
    measure
