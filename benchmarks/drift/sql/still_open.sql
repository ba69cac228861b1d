-- Signals that fired, by month: on how many nights, on how many of them the stated interval held zero, and the mean effect.
select
    persona_id,
    measure,
    strftime(as_of, '%Y-%m') as month,
    count(*) as firing,
    count(*) filter (where low <= 0 and high >= 0) as interval_holds_zero,
    round(avg(effect), 2) as mean_effect
from marts.drift_signals
where state = 'firing'
group by persona_id, measure, month
order by persona_id, measure, month
