-- By month: nights, active customers a night, the share of each persona's, and how many buyers had bought before.
select
    strftime(as_of, '%Y-%m') as month,
    count(distinct as_of) as nights,
    round(sum(n) filter (where measure = 'orders' and persona_id = 'all') / count(distinct as_of)) as buyers_a_night,
    round(100 * sum(total) filter (where measure = 'active_share' and persona_id = 'P01')
        / sum(n) filter (where measure = 'active_share' and persona_id = 'P01'), 1) as share_p01,
    round(100 * sum(total) filter (where measure = 'repeat_rate' and persona_id = 'all')
        / sum(n) filter (where measure = 'repeat_rate' and persona_id = 'all'), 1) as bought_before,
    round(sum(total) filter (where measure = 'feature:frequency' and persona_id = 'P01')
        / sum(n) filter (where measure = 'feature:frequency' and persona_id = 'P01'), 2) as frequency_p01,
    round(sum(total) filter (where measure = 'feature:frequency' and persona_id = 'P02')
        / sum(n) filter (where measure = 'feature:frequency' and persona_id = 'P02'), 2) as frequency_p02,
    round(exp(sum(total) filter (where measure = 'order_value' and persona_id = 'P02')
        / sum(n) filter (where measure = 'order_value' and persona_id = 'P02'))) as order_value_p02
from marts.persona_kpis
group by month
order by month
