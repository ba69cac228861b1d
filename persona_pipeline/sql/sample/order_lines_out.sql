-- Order lines on their way to a file: the orders, their refunds on the refund's own day, and orders that are sent again because they changed.
insert into order_lines_out by name
with sold as (
    select
        s.key,
        s.business_day + s.late_days as arrival_day,
        s.business_day,
        s.late_days > 0 as late,
        s.order_id,
        s.ordered_at,
        s.customer_id,
        s.email,
        s.country,
        s.channel,
        s.delivery_option,
        s.changed_later,
        s.refunded,
        l.line,
        l.line_key,
        l.product_id,
        l.product_name,
        l.category,
        l.quantity,
        l.unit_price,
        l.piece_discount,
        case when not $dirt then null
            when uniform(l.line_key, 10) < 0.0005 then 'bad_date'
            when uniform(l.line_key, 10) < 0.0010 then 'text_amount'
            when uniform(l.line_key, 10) < 0.0015 then 'negative_price'
            when uniform(l.line_key, 10) < 0.0020 then 'missing_order_id'
            when uniform(l.line_key, 10) < 0.0025 then 'unknown_currency'
            when uniform(l.line_key, 10) < 0.0075 and s.customer_id is not null then 'float_customer_id'
            when uniform(l.line_key, 10) < 0.0125 then 'padding_spaces'
            when uniform(l.line_key, 10) < 0.0155 then 'exact_duplicate'
        end as dirt
    from sales as s
    inner join lines as l on l.key = s.key
),
originals as (
    select
        * exclude (dirt, piece_discount),
        ordered_at as updated_at,
        piece_discount * quantity as discount_amount,
        'completed' as status,
        null::varchar as refund_of,
        unnest(case when dirt = 'exact_duplicate' then [1, 2] else [1] end) as copy,
        dirt
    from sold
),
refunds as (
    select
        *,
        business_day + 4 + floor(17 * uniform(key, 40))::integer as refund_day,
        uniform(key, 41) < 0.4 as in_part
    from sold
    where refunded
),
changes as (
    select *, arrival_day + 1 + floor(4 * uniform(key, 43))::integer as change_day
    from sold
    where changed_later
)
select
    arrival_day, business_day, order_id, line, ordered_at, updated_at, customer_id, email, product_id, product_name, category,
    quantity, unit_price, discount_amount, country, channel, status, refund_of, delivery_option, copy,
    case when dirt = 'exact_duplicate' and copy = 1 then null else dirt end as dirt,
    late, 'sale' as document
from originals
union all
select
    refund_day as arrival_day,
    refund_day as business_day,
    'R' || substr(order_id, 2) as order_id,
    line,
    refund_day::timestamp + to_seconds(32400 + floor(28800 * uniform(key, 42))::bigint) as ordered_at,
    refund_day::timestamp + to_seconds(32400 + floor(28800 * uniform(key, 42))::bigint) as updated_at,
    customer_id, email, product_id, product_name, category,
    case when in_part then -1 else -quantity end as quantity,
    unit_price - piece_discount as unit_price,
    0 as discount_amount,
    country, channel, 'refunded' as status, order_id as refund_of, delivery_option,
    1 as copy, null as dirt, false as late, 'refund' as document
from refunds
where line = 1 or not in_part
union all
select
    change_day as arrival_day,
    business_day,
    order_id,
    line,
    ordered_at,
    change_day::timestamp + to_seconds(30600 + floor(1800 * uniform(key, 44))::bigint) as updated_at,
    customer_id, email, product_id, product_name, category,
    quantity + (line = 1)::integer as quantity,
    unit_price,
    piece_discount * (quantity + (line = 1)::integer) as discount_amount,
    country, channel, 'changed' as status, null as refund_of, delivery_option,
    1 as copy, null as dirt, false as late, 'change' as document
from changes
