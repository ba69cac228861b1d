-- Which signals may be told: those over $min_cell people or more whose KPI is told too (told_kpis), because a value, its z
-- and the evidence that grew by it say how many there were. The n of a centre is that of its features. Of data quality only
-- match rates are about people; what is expected of one is the rate of the night before.
with centres as (
    select as_of, persona_id, n, bool_or(told) as told
    from told_kpis
    where measure like 'feature:%'
    group by as_of, persona_id, n
),

judged as (
    select
        signal.as_of,
        signal.level,
        signal.persona_id,
        signal.measure,
        case
            when signal.level = 'quality' then coalesce(rate.told, true)
            else signal.n >= $min_cell and coalesce(case when signal.measure = 'centre' then centre.told else kpi.told end, true)
        end as told
    from marts.drift_signals as signal
    left join told_kpis as kpi
        on kpi.as_of = signal.as_of and kpi.persona_id = signal.persona_id and kpi.measure = signal.measure
    left join centres as centre
        on centre.as_of = signal.as_of and centre.persona_id = signal.persona_id and centre.n = signal.n
    left join told_rates as rate
        on rate.as_of = signal.as_of and signal.measure = 'match_rate:' || rate.figure
    where signal.as_of <= $as_of
)

select
    *,
    level <> 'quality' or (
        told and coalesce(lag(told) over (partition by level, persona_id, measure order by as_of), true)
    ) as reference_told
from judged
