-- Web sessions on their way to a file; view event_rows spells them out.
insert into sessions_out by name
with bought as (
    select key, sum(quantity)::integer as pieces, sum(quantity * (unit_price - piece_discount))::decimal(18, 2) as revenue
    from lines
    group by key
),
drawn as (
    select
        v.key,
        v.person_key,
        v.business_day,
        v.started_at,
        v.has_account and uniform(v.key, 50) < case when v.buys then 0.85 else 0.4 end as signed_in,
        v.person_id,
        v.buys,
        v.order_id,
        o.pieces,
        o.revenue,
        uniform(v.person_key, 20) < b.mobile_share as prefers_mobile,
        uniform(v.person_key, 21) < 0.3 and uniform(v.key, 51) < 0.4 as second_device,
        uniform(v.key, 52) < b.search_share as searched,
        1 + poisson(uniform(v.key, 53), b.extra_pages) as pages,
        poisson(uniform(v.key, 54), b.product_views) as product_views,
        case
            when v.buys then 4
            when uniform(v.key, 55) >= b.cart_share then 0
            when uniform(v.key, 56) >= 0.45 then 1
            when uniform(v.key, 57) >= 0.4 then 2
            else 3
        end as depth,
        t.value as traffic,
        q.value as search_term,
        c.value as category,
        g.first_product,
        g.products
    from visits as v
    inner join behaviours as b on b.behaviour = v.behaviour
    inner join choices as t on t.behaviour = v.behaviour and t.what = 'traffic' and t.slot = slot(uniform(v.key, 58))
    inner join choices as q on q.behaviour = v.behaviour and q.what = 'search_term' and q.slot = slot(uniform(v.key, 59))
    inner join choices as c on c.behaviour = v.behaviour and c.what = 'category' and c.slot = slot(uniform(v.key, 60))
    inner join categories as g on g.category = c.value
    left join bought as o on o.key = v.key
    where v.kind = 0
),
shaped as (
    select * replace (case when depth > 0 then greatest(product_views, 1) else product_views end as product_views)
    from drawn
)
select
    business_day + case when $dirt and uniform(key, 61) < 0.005 then 1 + floor(3 * uniform(key, 62))::integer else 0 end as arrival_day,
    business_day,
    started_at,
    timezone('Europe/Amsterdam', started_at)::timestamp as started_utc,
    's' || lpad(to_hex(key), 16, '0') as session_id,
    'v' || lpad(to_hex(hash(xor(person_key, (100 + second_device::integer)::ubigint))), 16, '0') as visitor_id,
    key,
    case when signed_in then person_id end as customer_id,
    (1 + floor(3 * uniform(key, 63)))::tinyint as signed_in_from,
    pages::tinyint as pages,
    searched::tinyint as searches,
    product_views::tinyint as product_views,
    depth::tinyint as depth,
    (15 + floor(75 * uniform(key, 64)))::tinyint as step_s,
    split_part(traffic, '|', 1) as traffic_source,
    split_part(traffic, '|', 2) as traffic_medium,
    nullif(split_part(traffic, '|', 3), '') as campaign,
    case when prefers_mobile <> second_device then 'mobile' when uniform(person_key, 22) < 0.1 then 'tablet' else 'desktop' end as device,
    case when uniform(person_key, 23) < 0.85 then 'NL' when uniform(person_key, 23) < 0.95 then 'BE' else 'DE' end as country,
    search_term,
    category,
    first_product,
    products,
    order_id,
    pieces,
    revenue,
    case when $dirt and uniform(key, 65) < 0.004 then 1 else 0 end::tinyint as last_event_twice,
    case when $dirt and uniform(key, 66) < 0.001 then 2 else 0 end::tinyint as bad_date_at
from shaped
