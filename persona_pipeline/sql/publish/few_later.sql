-- Which KPIs of the whole shop may not be told beside marts.daily_figures. A night's KPIs are as known that night, daily figures as known
-- today: where fewer than $min_cell orders, sessions or answers came in later, they would be the difference.
with shop as (
    select
        d.business_day as as_of,
        d.customers,
        d.sessions,
        d.purchase_sessions,
        d.nps_answers,
        d.promoters - d.detractors as nps_total,
        d.orders,
        d.sales_amount,
        max(k.total) filter (where k.measure = 'orders') as orders_then,
        max(k.total) filter (where k.measure = 'revenue') as sales_then
    from marts.daily_figures as d
    inner join marts.persona_kpis as k on k.as_of = d.business_day and k.persona_id = 'all'
    where d.business_day <= $as_of
    group by all
)

select
    kpi.as_of,
    kpi.measure,
    case
        when kpi.measure in ('orders', 'revenue')
            then abs(shop.orders - shop.orders_then) < $min_cell
                and (shop.orders <> shop.orders_then or shop.sales_amount <> shop.sales_then)
        when kpi.measure = 'order_value' then abs(shop.orders - kpi.n) between 1 and $min_cell - 1
        when kpi.measure = 'repeat_rate' then abs(shop.customers - kpi.n) between 1 and $min_cell - 1
        when kpi.measure = 'conversion'
            then abs(shop.sessions - kpi.n) between 1 and $min_cell - 1
                or abs(shop.purchase_sessions - kpi.total) between 1 and $min_cell - 1
        when kpi.measure = 'nps'
            then abs(shop.nps_answers - kpi.n) < $min_cell and (shop.nps_answers <> kpi.n or shop.nps_total <> kpi.total)
        -- Daily figures have nothing of the others.
        else false
    end as few
from marts.persona_kpis as kpi
inner join shop on shop.as_of = kpi.as_of
where kpi.persona_id = 'all'
