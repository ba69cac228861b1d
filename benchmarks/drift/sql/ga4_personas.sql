-- By week: active customers, the share of P01's, and how often those of P02 order, in standard units.
select
    date_trunc('week', as_of) as week,
    sum(n) filter (where measure = 'active_share' and persona_id = 'P01') as active,
    round(100 * sum(total) filter (where measure = 'active_share' and persona_id = 'P01')
        / sum(n) filter (where measure = 'active_share' and persona_id = 'P01'), 1) as share_p01,
    round(sum(total) filter (where measure = 'feature:frequency' and persona_id = 'P02')
        / sum(n) filter (where measure = 'feature:frequency' and persona_id = 'P02'), 2) as frequency_p02
from marts.persona_kpis
group by week
order by week
