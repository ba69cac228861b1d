-- What happened on the day itself. 'all' is the whole shop: guests too, where sessions, orders and answers are counted.
-- 'none' are those without a persona, guests too; each guest order counts as a person of its own.
-- kpi_members are the members of the night, persona_picture those of them that were active, persona_space where these stand.
-- Only lines of the day count, so that a later refund changes no KPI.
-- Sums are of whole millionths and of decimals: exact, so that the order of rows does not matter, and one that does not fit is an
-- error. So everybody is read once and counted by persona, and the shop is the sum of its personas and of those without one.
with personas as (
    select persona_id from marts.personas where version = $version
    union all
    select 'all' as persona_id
),

-- Who came, by identifier; main is the one that the person goes by. Every identifier with an order, a visit or an answer of the day
-- has its row in core.customer_day, so orders and answers find their person here.
came as (
    select
        d.identity_key,
        coalesce(i.customer_key, d.identity_key) as customer_key,
        coalesce(i.customer_key, d.identity_key) = d.identity_key as is_main,
        m.persona_id,
        d.sessions,
        d.purchase_sessions
    from core.customer_day as d
    left join core.identities as i on i.identity_key = d.identity_key
    left join kpi_members as m on m.customer_key = coalesce(i.customer_key, d.identity_key)
    where d.business_day = $as_of and (d.orders > 0 or d.sessions > 0 or d.responses > 0)
),

-- A person's main identifier has one row a day. What came under others is brought together, and is no further person where the
-- main one came as well: to group everybody would take longer than all the sums.
people as (
    select customer_key, persona_id, true as counts, sessions, purchase_sessions
    from came
    where is_main
    union all
    select
        o.customer_key,
        o.persona_id,
        count(b.customer_key) = 0 as counts,
        cast(sum(o.sessions) as integer) as sessions,
        cast(sum(o.purchase_sessions) as integer) as purchase_sessions
    from came as o
    left join (
        select customer_key
        from came
        where is_main and customer_key in (select customer_key from came where not is_main)
    ) as b on b.customer_key = o.customer_key
    where not o.is_main
    group by o.customer_key, o.persona_id
),

standing as (
    select
        p.persona_id,
        [
            {'measure': 'active', 'n': count(*) filter (where p.counts), 'total': 0, 'squares': 0},
            {'measure': 'conversion', 'n': cast(sum(p.sessions) as bigint), 'total': sum(p.purchase_sessions) * 1000000, 'squares': sum(p.purchase_sessions) * 1000000},
            {'measure': 'feature:frequency', 'n': count(s.frequency), 'total': sum(cast(s.frequency * 1e6 as bigint)), 'squares': sum(cast(s.frequency * s.frequency * 1e6 as bigint))},
            {'measure': 'feature:order_value', 'n': count(s.order_value), 'total': sum(cast(s.order_value * 1e6 as bigint)), 'squares': sum(cast(s.order_value * s.order_value * 1e6 as bigint))},
            {'measure': 'feature:pieces_per_order', 'n': count(s.pieces_per_order), 'total': sum(cast(s.pieces_per_order * 1e6 as bigint)), 'squares': sum(cast(s.pieces_per_order * s.pieces_per_order * 1e6 as bigint))},
            {'measure': 'feature:refund_share', 'n': count(s.refund_share), 'total': sum(cast(s.refund_share * 1e6 as bigint)), 'squares': sum(cast(s.refund_share * s.refund_share * 1e6 as bigint))},
            {'measure': 'feature:active_sessions', 'n': count(s.active_sessions), 'total': sum(cast(s.active_sessions * 1e6 as bigint)), 'squares': sum(cast(s.active_sessions * s.active_sessions * 1e6 as bigint))},
            {'measure': 'feature:pages_per_session', 'n': count(s.pages_per_session), 'total': sum(cast(s.pages_per_session * 1e6 as bigint)), 'squares': sum(cast(s.pages_per_session * s.pages_per_session * 1e6 as bigint))},
            {'measure': 'feature:mobile_share', 'n': count(s.mobile_share), 'total': sum(cast(s.mobile_share * 1e6 as bigint)), 'squares': sum(cast(s.mobile_share * s.mobile_share * 1e6 as bigint))},
            {'measure': 'feature:paid_share', 'n': count(s.paid_share), 'total': sum(cast(s.paid_share * 1e6 as bigint)), 'squares': sum(cast(s.paid_share * s.paid_share * 1e6 as bigint))},
            {'measure': 'feature:social_share', 'n': count(s.social_share), 'total': sum(cast(s.social_share * 1e6 as bigint)), 'squares': sum(cast(s.social_share * s.social_share * 1e6 as bigint))},
            {'measure': 'feature:email_share', 'n': count(s.email_share), 'total': sum(cast(s.email_share * 1e6 as bigint)), 'squares': sum(cast(s.email_share * s.email_share * 1e6 as bigint))},
            {'measure': 'feature:search_share', 'n': count(s.search_share), 'total': sum(cast(s.search_share * 1e6 as bigint)), 'squares': sum(cast(s.search_share * s.search_share * 1e6 as bigint))},
            {'measure': 'feature:cart_share', 'n': count(s.cart_share), 'total': sum(cast(s.cart_share * 1e6 as bigint)), 'squares': sum(cast(s.cart_share * s.cart_share * 1e6 as bigint))},
            {'measure': 'feature:purchase_share', 'n': count(s.purchase_share), 'total': sum(cast(s.purchase_share * 1e6 as bigint)), 'squares': sum(cast(s.purchase_share * s.purchase_share * 1e6 as bigint))},
            {'measure': 'feature:nps', 'n': count(s.nps), 'total': sum(cast(s.nps * 1e6 as bigint)), 'squares': sum(cast(s.nps * s.nps * 1e6 as bigint))},
            {'measure': 'feature:satisfaction', 'n': count(s.satisfaction), 'total': sum(cast(s.satisfaction * 1e6 as bigint)), 'squares': sum(cast(s.satisfaction * s.satisfaction * 1e6 as bigint))}
        ] as figures
    from people as p
    left join persona_space as s on s.customer_key = case when p.counts then p.customer_key end
    group by p.persona_id
),

standing_sums as (
    select persona_id, unnest(figures) as one
    from standing
),

-- Nobody's visits: those without any identifier.
guest_sums as (
    select count(*) as n, count(*) filter (where purchases > 0) * 1000000 as total
    from core.sessions
    where business_day = $as_of and identity_key is null
),

sales as (
    select
        c.customer_key,
        coalesce(c.customer_key, o.identity_key, o.source || ':' || o.order_id) as buyer,
        c.persona_id,
        o.sales_amount,
        l.net_amount
    from core.orders as o
    left join (
        select source, order_id, sum(amount) as net_amount
        from core.order_lines
        where business_day = $as_of
        group by source, order_id
    ) as l on l.source = o.source and l.order_id = o.order_id
    left join came as c on c.identity_key = o.identity_key
    where o.business_day = $as_of and o.order_type = 'sale'
),

buyers as (
    select buyer, customer_key, persona_id, count(*) as orders, sum(sales_amount) as revenue
    from sales
    group by buyer, customer_key, persona_id
),

-- Chosen by the day's orders first: the picture has a row for everybody who was active.
bought_before as (
    select customer_key
    from persona_picture
    where tenure_days > 0 and customer_key in (select customer_key from sales)
),

answers as (
    select c.persona_id, r.nps, r.satisfaction
    from core.responses as r
    left join came as c on c.identity_key = r.identity_key
    where r.business_day = $as_of
),

facts as (
    select 'order_value' as measure, persona_id, cast(ln(cast(net_amount as double)) as decimal(38, 6)) as fact
    from sales
    where net_amount > 0
    union all
    select 'orders' as measure, persona_id, cast(orders as decimal(38, 6)) as fact
    from buyers
    union all
    select 'revenue' as measure, persona_id, cast(revenue as decimal(38, 6)) as fact
    from buyers
    union all
    select
        'repeat_rate' as measure, b.persona_id,
        cast(case when c.customer_key is not null then 1 else 0 end as decimal(38, 6)) as fact
    from buyers as b
    left join bought_before as c on c.customer_key = b.customer_key
    where b.customer_key is not null
    union all
    select
        'nps' as measure, persona_id,
        cast(case when nps >= 9 then 1 when nps <= 6 then -1 else 0 end as decimal(38, 6)) as fact
    from answers
    where nps is not null
    union all
    select 'satisfaction' as measure, persona_id, cast(satisfaction as decimal(38, 6)) as fact
    from answers
    where satisfaction is not null
),

fact_sums as (
    select
        persona_id,
        measure,
        count(*) as n,
        sum(fact) * 1000000 as total,
        sum(cast(cast(fact as double) * cast(fact as double) as decimal(38, 6))) * 1000000 as squares
    from facts
    group by persona_id, measure
),

-- By persona, NULL for those without one, who have no features here: these are figures of members.
figures as (
    select
        persona_id, one.measure as measure, one.n as n,
        cast(one.total as decimal(38, 0)) as total, cast(one.squares as decimal(38, 0)) as squares
    from standing_sums
    where persona_id is not null or one.measure in ('active', 'conversion')
    union all
    select
        null as persona_id, 'conversion' as measure, n,
        cast(total as decimal(38, 0)) as total, cast(total as decimal(38, 0)) as squares
    from guest_sums
    union all
    select
        persona_id, measure, n,
        cast(total as decimal(38, 0)) as total, cast(squares as decimal(38, 0)) as squares
    from fact_sums
),

active_sums as (
    select
        p.persona_id,
        'active_share' as measure,
        sum(f.n) filter (where p.persona_id = 'all' or f.persona_id is not null) as n,
        coalesce(sum(f.n) filter (where f.persona_id = p.persona_id or (p.persona_id = 'all' and f.persona_id is not null)), 0) * 1000000 as total
    from personas as p
    left join figures as f on f.measure = 'active'
    group by p.persona_id
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
    select
        case when grouping(persona_id) = 1 then 'all' else coalesce(persona_id, 'none') end as persona_id,
        measure, sum(n) as n, sum(total) as total, sum(squares) as squares
    from figures
    group by grouping sets ((persona_id, measure), (measure))
    union all
    select persona_id, measure, n, total, total as squares from active_sums
)

select
    $as_of as as_of,
    l.persona_id,
    l.measure,
    cast(coalesce(e.n, 0) as bigint) as n,
    coalesce(cast(e.total as double) / 1e6, 0) as total,
    coalesce(cast(e.squares as double) / 1e6, 0) as total_squares,
    round(cast(e.total as double) / 1e6 / nullif(e.n, 0), 6) as value
from lines as l
left join everything as e on e.persona_id = l.persona_id and e.measure = l.measure
order by l.persona_id, l.measure
