-- What did each persona buy, week by week, and what did people without a persona buy?
-- Sales of the day, refunds not taken off, as known on the night. Days with too few buyers of a persona are hidden: compare days_told.
select
    date_trunc('week', kpi.as_of) as week,
    coalesce(persona.name, case kpi.persona_id when 'none' then 'without persona, guests included' else 'the whole shop' end) as about,
    sum(kpi.total) filter (where kpi.measure = 'orders') as orders,
    round(sum(kpi.total) filter (where kpi.measure = 'revenue'), 2) as revenue,
    count(kpi.total) filter (where kpi.measure = 'revenue') as days_told,
    count(*) filter (where kpi.measure = 'revenue') as days
from marts.persona_kpis as kpi
left join answers.personas_tonight as persona on kpi.persona_id = persona.persona_id
where kpi.measure in ('orders', 'revenue')
group by week, about, kpi.persona_id
order by week, kpi.persona_id;
