-- What did each persona buy, week by week, and what did people without a persona buy?
-- Sales of the day, refunds not taken off; of personas as known on the night, where days with too few buyers, or too few who came in later, are
-- hidden: compare days_told. The whole shop is as known now.
select
    date_trunc('week', kpi.as_of) as week,
    coalesce(persona.name, 'without persona, guests included') as about,
    sum(kpi.total) filter (where kpi.measure = 'orders') as orders,
    round(sum(kpi.total) filter (where kpi.measure = 'revenue'), 2) as revenue,
    count(kpi.total) filter (where kpi.measure = 'revenue') as days_told,
    count(*) filter (where kpi.measure = 'revenue') as days
from marts.persona_kpis as kpi
left join answers.personas_tonight as persona on kpi.persona_id = persona.persona_id
where kpi.measure in ('orders', 'revenue') and kpi.persona_id <> 'all'
group by week, about
union all
select
    date_trunc('week', business_day) as week,
    'the whole shop' as about,
    sum(orders) as orders,
    round(sum(sales_amount), 2) as revenue,
    count(sales_amount) as days_told,
    count(*) as days
from marts.daily_figures
where business_day in (select as_of from marts.persona_kpis)
group by week
order by week, about;
