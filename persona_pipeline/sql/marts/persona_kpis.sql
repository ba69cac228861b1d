-- What happened on the day itself. 'all' is the whole shop: guests too, where sessions, orders and answers are counted.
-- 'none' are those without a persona, guests too; each guest order counts as a person of its own.
-- kpi_members are the members of the night, persona_picture those of them that were active, persona_space where these stand.
-- Sums are of decimals, whose order does not matter. Only lines of the day count, so that a later refund changes no KPI.
with who as (
    select coalesce(i.customer_key, d.identity_key) as customer_key, sum(d.orders) as orders, sum(d.sessions) as sessions,
        sum(d.responses) as responses
    from core.customer_day as d
    left join core.identities as i on i.identity_key = d.identity_key
    where d.business_day = $as_of
    group by coalesce(i.customer_key, d.identity_key)
),

active as (
    select w.customer_key, m.persona_id, w.orders
    from who as w
    left join kpi_members as m on m.customer_key = w.customer_key
    where w.orders > 0 or w.sessions > 0 or w.responses > 0
),

personas as (
    select persona_id from marts.personas where version = $version
    union all
    select 'all' as persona_id
),

keys as (
    select i.identity_key, m.persona_id
    from core.identities as i
    inner join kpi_members as m on m.customer_key = i.customer_key
    union all
    select m.customer_key as identity_key, m.persona_id
    from kpi_members as m
    where m.customer_key not in (select identity_key from core.identities)
),

order_sums as (
    select o.source, o.order_id, o.identity_key, sum(l.amount) as net_amount
    from core.orders as o
    inner join core.order_lines as l on l.source = o.source and l.order_id = o.order_id
    where o.business_day = $as_of and l.business_day = $as_of and o.order_type = 'sale'
    group by o.source, o.order_id, o.identity_key
    having sum(l.amount) > 0
),

facts as (
    select 'conversion' as measure, s.identity_key, cast(case when s.purchases > 0 then 1 else 0 end as decimal(38, 6)) as fact
    from core.sessions as s
    where s.business_day = $as_of
    union all
    select 'order_value' as measure, o.identity_key, cast(ln(cast(o.net_amount as double)) as decimal(38, 6)) as fact
    from order_sums as o
    union all
    select
        'nps' as measure, r.identity_key,
        cast(case when r.nps >= 9 then 1 when r.nps <= 6 then -1 else 0 end as decimal(38, 6)) as fact
    from core.responses as r
    where r.business_day = $as_of and r.nps is not null
    union all
    select 'satisfaction' as measure, r.identity_key, cast(r.satisfaction as decimal(38, 6)) as fact
    from core.responses as r
    where r.business_day = $as_of and r.satisfaction is not null
),

fact_sums as (
    select
        case when grouping(k.persona_id) = 1 then 'all' else k.persona_id end as persona_id,
        f.measure,
        count(*) as n,
        sum(f.fact) as total,
        sum(cast(cast(f.fact as double) * cast(f.fact as double) as decimal(38, 6))) as squares
    from facts as f
    left join keys as k on k.identity_key = f.identity_key
    group by grouping sets ((k.persona_id, f.measure), (f.measure))
),

buyers as (
    select a.persona_id, case when c.tenure_days > 0 then 1 else 0 end as bought_before
    from active as a
    left join persona_picture as c on c.customer_key = a.customer_key
    where a.orders > 0
),

repeat_sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        'repeat_rate' as measure, count(*) as n, sum(bought_before) as total, sum(bought_before) as squares
    from buyers
    group by grouping sets ((persona_id), ())
),

active_sums as (
    select
        p.persona_id,
        'active_share' as measure,
        case when p.persona_id = 'all' then count(a.customer_key) else count(a.persona_id) end as n,
        case
            when p.persona_id = 'all' then count(a.persona_id)
            else count(*) filter (where a.persona_id = p.persona_id)
        end as total
    from personas as p
    left join active as a on true
    group by p.persona_id
),

standing as (
    select
        case when grouping(a.persona_id) = 1 then 'all' else a.persona_id end as persona_id,
        [
            {'measure': 'feature:frequency', 'n': count(frequency), 'total': sum(cast(frequency as decimal(38, 6))), 'squares': sum(cast(frequency * frequency as decimal(38, 6)))},
            {'measure': 'feature:order_value', 'n': count(order_value), 'total': sum(cast(order_value as decimal(38, 6))), 'squares': sum(cast(order_value * order_value as decimal(38, 6)))},
            {'measure': 'feature:pieces_per_order', 'n': count(pieces_per_order), 'total': sum(cast(pieces_per_order as decimal(38, 6))), 'squares': sum(cast(pieces_per_order * pieces_per_order as decimal(38, 6)))},
            {'measure': 'feature:refund_share', 'n': count(refund_share), 'total': sum(cast(refund_share as decimal(38, 6))), 'squares': sum(cast(refund_share * refund_share as decimal(38, 6)))},
            {'measure': 'feature:active_sessions', 'n': count(active_sessions), 'total': sum(cast(active_sessions as decimal(38, 6))), 'squares': sum(cast(active_sessions * active_sessions as decimal(38, 6)))},
            {'measure': 'feature:pages_per_session', 'n': count(pages_per_session), 'total': sum(cast(pages_per_session as decimal(38, 6))), 'squares': sum(cast(pages_per_session * pages_per_session as decimal(38, 6)))},
            {'measure': 'feature:mobile_share', 'n': count(mobile_share), 'total': sum(cast(mobile_share as decimal(38, 6))), 'squares': sum(cast(mobile_share * mobile_share as decimal(38, 6)))},
            {'measure': 'feature:paid_share', 'n': count(paid_share), 'total': sum(cast(paid_share as decimal(38, 6))), 'squares': sum(cast(paid_share * paid_share as decimal(38, 6)))},
            {'measure': 'feature:social_share', 'n': count(social_share), 'total': sum(cast(social_share as decimal(38, 6))), 'squares': sum(cast(social_share * social_share as decimal(38, 6)))},
            {'measure': 'feature:email_share', 'n': count(email_share), 'total': sum(cast(email_share as decimal(38, 6))), 'squares': sum(cast(email_share * email_share as decimal(38, 6)))},
            {'measure': 'feature:search_share', 'n': count(search_share), 'total': sum(cast(search_share as decimal(38, 6))), 'squares': sum(cast(search_share * search_share as decimal(38, 6)))},
            {'measure': 'feature:cart_share', 'n': count(cart_share), 'total': sum(cast(cart_share as decimal(38, 6))), 'squares': sum(cast(cart_share * cart_share as decimal(38, 6)))},
            {'measure': 'feature:purchase_share', 'n': count(purchase_share), 'total': sum(cast(purchase_share as decimal(38, 6))), 'squares': sum(cast(purchase_share * purchase_share as decimal(38, 6)))},
            {'measure': 'feature:nps', 'n': count(nps), 'total': sum(cast(nps as decimal(38, 6))), 'squares': sum(cast(nps * nps as decimal(38, 6)))},
            {'measure': 'feature:satisfaction', 'n': count(satisfaction), 'total': sum(cast(satisfaction as decimal(38, 6))), 'squares': sum(cast(satisfaction * satisfaction as decimal(38, 6)))}
        ] as figures
    from active as a
    inner join persona_space as s on s.customer_key = a.customer_key
    where a.persona_id is not null
    group by grouping sets ((a.persona_id), ())
),

feature_sums as (
    select persona_id, unnest(figures) as one
    from standing
),

sales as (
    select
        coalesce(i.customer_key, o.identity_key, o.source || ':' || o.order_id) as buyer,
        m.persona_id,
        count(*) as orders,
        sum(o.sales_amount) as revenue
    from core.orders as o
    left join core.identities as i on i.identity_key = o.identity_key
    left join kpi_members as m on m.customer_key = coalesce(i.customer_key, o.identity_key)
    where o.business_day = $as_of and o.order_type = 'sale'
    group by coalesce(i.customer_key, o.identity_key, o.source || ':' || o.order_id), m.persona_id
),

bought as (
    select 'orders' as measure, persona_id, cast(orders as decimal(38, 6)) as fact
    from sales
    union all
    select 'revenue' as measure, persona_id, cast(revenue as decimal(38, 6)) as fact
    from sales
),

sale_sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else coalesce(persona_id, 'none') end as persona_id,
        measure,
        count(*) as n,
        sum(fact) as total,
        sum(cast(cast(fact as double) * cast(fact as double) as decimal(38, 6))) as squares
    from bought
    group by grouping sets ((persona_id, measure), (measure))
),

measures as (
    select 'active_share' as measure
    union all select 'orders' as measure
    union all select 'revenue' as measure
    union all select 'conversion' as measure
    union all select 'order_value' as measure
    union all select 'repeat_rate' as measure
    union all select 'nps' as measure
    union all select 'satisfaction' as measure
    union all select 'feature:' || t.name as measure from persona_traits as t
),

lines as (
    select p.persona_id, m.measure
    from personas as p
    cross join measures as m
    union all
    select 'none' as persona_id, m.measure
    from measures as m
    where m.measure in ('orders', 'revenue') and $version > 0
),

everything as (
    select persona_id, measure, n, total, squares from fact_sums
    union all
    select persona_id, measure, n, total, squares from sale_sums
    union all
    select persona_id, measure, n, total, squares from repeat_sums
    union all
    select persona_id, measure, n, total, total as squares from active_sums
    union all
    select persona_id, one.measure as measure, one.n as n, one.total as total, one.squares as squares from feature_sums
)

select
    $as_of as as_of,
    l.persona_id,
    l.measure,
    cast(coalesce(e.n, 0) as bigint) as n,
    cast(coalesce(e.total, 0) as double) as total,
    cast(coalesce(e.squares, 0) as double) as total_squares,
    round(cast(e.total as double) / nullif(e.n, 0), 6) as value
from lines as l
left join everything as e on e.persona_id = l.persona_id and e.measure = l.measure
order by l.persona_id, l.measure
