-- Which KPIs may not be told beside marts.daily_figures. A night's KPIs are as known that night, daily figures as known today: where
-- fewer than $min_cell orders, sessions or answers came in later, they would be the difference. That is hidden for the whole shop; of what
-- people bought also for those without a persona and for the smallest persona, because the personas together are the shop. The
-- value of a rate or mean goes too, not only its n: a fraction of few digits has only one n. Nothing came later than the night itself.
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

whole as (
    select
        kpi.as_of,
        kpi.persona_id,
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
),

late_buyers as (
    select as_of
    from whole
    where few and measure in ('orders', 'revenue', 'order_value', 'repeat_rate')
    group by as_of
),

parts as (
    select
        kpi.as_of,
        kpi.persona_id,
        kpi.persona_id = 'none'
        or row_number() over (partition by kpi.as_of, kpi.persona_id = 'none' order by kpi.n, kpi.persona_id) = 1 as is_hidden
    from marts.persona_kpis as kpi
    inner join late_buyers as late on late.as_of = kpi.as_of
    where kpi.persona_id <> 'all' and kpi.measure = 'orders' and kpi.n > 0
)

select
    as_of,
    persona_id,
    measure
from whole
where few
union all
select
    kpi.as_of,
    kpi.persona_id,
    kpi.measure
from marts.persona_kpis as kpi
inner join parts on parts.as_of = kpi.as_of and parts.persona_id = kpi.persona_id
where parts.is_hidden and kpi.measure in ('orders', 'revenue', 'order_value', 'repeat_rate')
