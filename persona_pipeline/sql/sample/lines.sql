-- Lines of those orders: 1 to 5 products, prices in cents, discounts by piece so that a refund of one piece is exact.
create or replace table lines as
with numbered as (
    select *, unnest(range(1, 2 + poisson(uniform(key, 30), extra_lines)))::integer as line
    from sales
),
keyed as (
    select *, hash(xor(key, (2000 + line)::ubigint)) as line_key
    from numbered
),
priced as (
    select
        k.key,
        k.line,
        k.line_key,
        'P' || p.product_number as product_id,
        p.product_name,
        p.category,
        1 + poisson(uniform(k.line_key, 1), k.extra_pieces) as quantity,
        p.unit_price,
        case when uniform(k.line_key, 2) < k.discount_share then 10 + 10 * floor(3 * uniform(k.line_key, 3))::integer else 0 end as percent_off
    from keyed as k
    inner join choices as c on c.behaviour = k.behaviour and c.what = 'category' and c.slot = slot(uniform(k.line_key, 4))
    inner join categories as g on g.category = c.value
    inner join products as p
        on p.product_number = g.first_product + floor(g.products * uniform(k.line_key, 5) * sqrt(uniform(k.line_key, 6)))::integer
)
select * exclude (percent_off), (unit_price * percent_off / 100)::decimal(18, 2) as piece_discount
from priced
