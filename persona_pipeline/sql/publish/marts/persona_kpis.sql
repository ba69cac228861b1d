-- What told_kpis does not tell keeps its row and loses its figures and its n, unless nobody is behind it.
select
    kpi.as_of,
    kpi.persona_id,
    kpi.measure,
    case
        when kpi.measure in ('active_share', 'conversion', 'repeat_rate') then 'share'
        when kpi.measure = 'order_value' then 'ln currency'
        when kpi.measure = 'nps' then 'nps'
        when kpi.measure = 'satisfaction' then 'points'
        when kpi.measure = 'orders' then 'orders'
        when kpi.measure = 'revenue' then 'currency'
        when kpi.measure like 'feature:%' then 'sd'
    end as unit,
    case when kpi.n = 0 or told.told then kpi.n end as n,
    case when kpi.n = 0 or told.told then kpi.total end as total,
    case when kpi.n = 0 or (told.told and told.squares_told) then kpi.total_squares end as total_squares,
    case when told.told then kpi.value end as value
from marts.persona_kpis as kpi
left join told_kpis as told
    on told.as_of = kpi.as_of and told.persona_id = kpi.persona_id and told.measure = kpi.measure
where kpi.as_of <= $as_of
