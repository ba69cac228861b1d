-- The open incident by month: nights, and on how many of them the stated interval held zero.
select
    strftime(as_of, '%Y-%m') as month,
    count(*) as nights,
    count(*) filter (where state = 'firing') as firing,
    count(*) filter (where state = 'firing' and low <= 0 and high >= 0) as interval_holds_zero,
    round(avg(effect), 1) as mean_effect
from marts.drift_signals
where persona_id = 'P01' and measure = 'active_share' and as_of >= '2011-07-01'
group by month
order by month
