-- Which signals may be told: those over $min_cell people or more whose KPI is told too (told_kpis), because a value, its z
-- and the evidence that grew by it say how many there were. The n of a centre is that of its features. Of data quality only
-- match rates are about people; what is expected of one is the rate of the night before. Amounts are told where the shop's order value is. Of a signal that tonight's data cannot be
-- trusted for (blocked), evidence and effect are those of the last night that it could be, so they are told where that night's are.
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
        signal.state = 'blocked' and signal.level <> 'quality' as is_held,
        case
            when signal.measure like 'amounts:%' then coalesce(kpi.told, false)
            when signal.level = 'quality' then coalesce(rate.told, true)
            else signal.n >= $min_cell and coalesce(case when signal.measure = 'centre' then centre.told else kpi.told end, true)
        end as told
    from marts.drift_signals as signal
    left join told_kpis as kpi
        on kpi.as_of = signal.as_of and kpi.persona_id = signal.persona_id
        and kpi.measure = case when signal.measure like 'amounts:%' then 'order_value' else signal.measure end
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
    ) as reference_told,
    case
        when is_held
            then coalesce(last_value(case when not is_held then told end ignore nulls) over so_far, false)
        else told
    end as standing_told
from judged
window so_far as (
    partition by level, persona_id, measure order by as_of rows between unbounded preceding and current row
)
