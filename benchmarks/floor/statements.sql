-- The night as somebody would write it in plain DuckDB: the same tables from the same files, without landing, checks,
-- quarantine, ledger, history or recovery. Statements are run one by one; $history etc. are bound by floor.py.

create schema if not exists floor;

create table floor.lines as
select distinct on (order_id, line_number, product_id, ordered_at, quantity, unit_price) *,
    (timezone('Europe/Amsterdam', ordered_at))::date as business_day
from read_parquet($orders, union_by_name = true);

create table floor.ids as
with seen as (
    select distinct 'customer:' || customer_id as id from floor.lines where customer_id is not null
    union select distinct 'email:' || lower(trim(email)) from floor.lines where email is not null
    union select distinct 'customer:' || customer_id from read_parquet($events) where customer_id is not null
    union select distinct 'visitor:' || visitor_id from read_parquet($events) where visitor_id is not null
)
select id, left(sha256($outer::blob || unhex(sha256($inner::blob || encode(id)))), 32) as identity_key from seen;

create table floor.events as
select e.* exclude (customer_id, visitor_id), coalesce(a.identity_key, v.identity_key) as identity_key,
    (timezone('Europe/Amsterdam', e.event_at))::date as business_day
from read_parquet($events) as e
left join floor.ids as a on a.id = 'customer:' || e.customer_id
left join floor.ids as v on v.id = 'visitor:' || e.visitor_id
qualify row_number() over (partition by e.event_id order by e.event_at) = 1;

create table floor.orders as
select l.order_id, min(l.business_day) as business_day, max(coalesce(a.identity_key, m.identity_key)) as identity_key,
    sum(l.quantity * l.unit_price) as net_amount, count(*) as lines
from floor.lines as l
left join floor.ids as a on a.id = 'customer:' || l.customer_id
left join floor.ids as m on m.id = 'email:' || lower(trim(l.email))
group by l.order_id;

create table floor.sessions as
select session_id, business_day, max(identity_key) as identity_key, arg_min(device, event_at) as device,
    arg_min(traffic_medium, event_at) as traffic_medium,
    count(*) filter (where event_name = 'page_view') as page_views,
    count(*) filter (where event_name = 'add_to_cart') as cart_adds,
    count(distinct order_id) filter (where event_name = 'purchase') as purchases,
    count(*) filter (where search_term is not null) as searches
from floor.events group by session_id, business_day;

create table floor.customer_day as
select identity_key, business_day, sum(orders) as orders, sum(net_amount) as net_amount, sum(sessions) as sessions,
    sum(mobile) as mobile, sum(searches) as searches, sum(purchases) as purchases, sum(page_views) as page_views
from (
    select identity_key, business_day, count(*) as orders, sum(net_amount) as net_amount, 0 as sessions, 0 as mobile,
        0 as searches, 0 as purchases, 0 as page_views
    from floor.orders where identity_key is not null group by all
    union all
    select identity_key, business_day, 0, 0, count(*), count(*) filter (where device = 'mobile'),
        count(*) filter (where searches > 0), count(*) filter (where purchases > 0), sum(page_views)
    from floor.sessions where identity_key is not null group by all
) group by all;

create table floor.features as
select identity_key, date_diff('day', max(business_day) filter (where orders > 0), $as_of) as recency_days,
    sum(orders) as frequency, sum(net_amount) as monetary, sum(sessions) as sessions,
    sum(mobile) / nullif(sum(sessions), 0) as mobile_share, sum(searches) / nullif(sum(sessions), 0) as search_share,
    sum(purchases) / nullif(sum(sessions), 0) as purchase_share, sum(page_views) / nullif(sum(sessions), 0) as pages
from floor.customer_day where business_day > $as_of - 365 group by identity_key;

create table floor.rfm as
select identity_key, ceil(5 * (1 - cume_dist() over (order by recency_days)) + 0.0001)::int as r,
    ceil(5 * cume_dist() over (order by frequency))::int as f, ceil(5 * cume_dist() over (order by monetary))::int as m
from floor.features where frequency > 0;

create table floor.members as
with centres as (select * from (values (1, 1.0, 60.0, 0.3, 0.2), (2, 4.0, 80.0, 0.8, 0.5), (3, 9.0, 40.0, 0.5, 0.1)) as c (id, f, v, mobile, search))
select x.identity_key, arg_min(c.id, pow(ln(1 + x.frequency) - ln(1 + c.f), 2) + pow(coalesce(x.mobile_share, c.mobile) - c.mobile, 2)
    + pow(coalesce(x.search_share, c.search) - c.search, 2)) as persona
from floor.features as x cross join centres as c group by x.identity_key;

create table floor.profiles as
select m.persona, count(*) as members, avg(f.frequency) as frequency, avg(f.monetary) as monetary, avg(f.mobile_share) as mobile
from floor.members as m join floor.features as f using (identity_key) group by m.persona;

copy (select * from floor.features join floor.members using (identity_key) left join floor.rfm using (identity_key)) to $out (format parquet);
