-- What told_kpis does not tell keeps its row and loses its figures and its n, unless nobody is behind it. A night's KPIs are as known
-- that night, marts.daily_figures as known today: where fewer than $min_cell orders, sessions or answers came in later, they would
-- be the difference. Then the whole shop's figure is left out here, and of orders and revenue the smallest part of it, too.
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
),

parts as (
    select
        as_of,
        measure,
        persona_id,
        row_number() over (partition by as_of, measure order by n, persona_id) = 1 as smallest
    from marts.persona_kpis
    where as_of <= $as_of and persona_id <> 'all' and n > 0
),

few_later as (
    select
        kpi.as_of,
        kpi.measure,
        case
            when kpi.measure in ('orders', 'revenue')
                then abs(shop.orders - shop.orders_then) < $min_cell
                    and (shop.orders <> shop.orders_then or shop.sales_amount <> shop.sales_then)
            when kpi.measure = 'repeat_rate' then abs(shop.customers - kpi.n) between 1 and $min_cell - 1
            when kpi.measure = 'conversion'
                then abs(shop.sessions - kpi.n) between 1 and $min_cell - 1
                    or abs(shop.purchase_sessions - kpi.total) between 1 and $min_cell - 1
            when kpi.measure = 'nps'
                then abs(shop.nps_answers - kpi.n) < $min_cell and (shop.nps_answers <> kpi.n or shop.nps_total <> kpi.total)
        end as few
    from marts.persona_kpis as kpi
    inner join shop on shop.as_of = kpi.as_of
    where kpi.persona_id = 'all'
),

told as (
    select
        t.as_of,
        t.persona_id,
        t.measure,
        t.squares_told,
        t.told and not (
            coalesce(f.few, false)
            and (t.persona_id = 'all' or (t.measure in ('orders', 'revenue') and coalesce(p.smallest, false)))
        ) as told
    from told_kpis as t
    left join few_later as f on f.as_of = t.as_of and f.measure = t.measure
    left join parts as p on p.as_of = t.as_of and p.measure = t.measure and p.persona_id = t.persona_id
)

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
left join told
    on told.as_of = kpi.as_of and told.persona_id = kpi.persona_id and told.measure = kpi.measure
where kpi.as_of <= $as_of
