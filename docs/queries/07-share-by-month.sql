-- How did the share of each persona develop from month to month?
select
    date_trunc('month', history.as_of) as month,
    persona.name,
    round(avg(history.share), 4) as mean_share,
    round(avg(history.revenue_share), 4) as mean_revenue_share,
    count(*) as nights
from answers.share_history as history
inner join answers.personas_tonight as persona on history.persona_id = persona.persona_id
group by month, persona.name
order by month, persona.name;
