-- P01's share by month: how many standard errors a night stood out by on average, and the most evidence for a fall, in thresholds.
select
    strftime(as_of, '%Y-%m') as month,
    count(*) as nights,
    round(avg(z), 1) as mean_z,
    round(max(cusum / threshold) filter (where direction = 'down'), 2) as most_evidence
from marts.drift_signals
where persona_id = 'P01' and measure = 'active_share' and z is not null
group by month
order by month
