-- People of three kinds in turn, their figures drawn by hash; a third is never seen on the web, one in eight answered.
create or replace temp table drawn as
with numbered as (
    select i as number, i % 3 as kind, unnest([lpad(i::varchar, 9, '0')]) as customer_key
    from range($customers) as r(i)
),
dice as (
    select
        *,
        (hash(number * 31 + 1) % 1000000) / 1e6 as a, (hash(number * 31 + 2) % 1000000) / 1e6 as b,
        (hash(number * 31 + 3) % 1000000) / 1e6 as c, (hash(number * 31 + 4) % 1000000) / 1e6 as d,
        (hash(number * 31 + 5) % 1000000) / 1e6 as e, (hash(number * 31 + 6) % 1000000) / 1e6 as f
    from numbered
)
select
    $as_of as as_of,
    number,
    customer_key,
    true as in_orders,
    a < 0.66 as in_web,
    b < 0.125 as in_survey,
    (90 * c)::integer as recency_days,
    85 as tenure_days,
    1 + floor(-ln(1 - d * 0.999) * (1 + kind))::integer as frequency,
    cast((1 + floor(-ln(1 - d * 0.999) * (1 + kind))) * exp(3.2 + 0.7 * (kind - 1) + e - 0.5) as decimal(18, 2)) as monetary,
    exp(3.2 + 0.7 * (kind - 1) + e - 0.5) as order_value,
    1 + 2 * f + kind * 0.8 as pieces_per_order,
    case when c < 0.1 + 0.05 * kind then 0.3 else 0 end::double as refund_share,
    case when a < 0.66 then 85 end as web_tenure_days,
    case when a < 0.66 then 1 + floor(-ln(1 - b * 0.999) * 4)::integer end as active_sessions,
    case when a < 0.66 then 2 + 3 * e + kind end as pages_per_session,
    case when a < 0.66 then least(1, greatest(0, 0.8 - 0.3 * kind + 0.6 * (f - 0.5))) end as mobile_share,
    case when a < 0.66 then least(1, greatest(0, 0.3 - 0.1 * kind + 0.3 * (c - 0.5))) end as paid_share,
    case when a < 0.66 then case when d < 0.4 - 0.15 * kind then 0.4 else 0 end end::double as social_share,
    case when a < 0.66 then case when e < 0.1 + 0.2 * kind then 0.5 else 0 end end::double as email_share,
    case when a < 0.66 then least(1, 0.2 + 0.5 * f) end as search_share,
    case when a < 0.66 then least(1, 0.2 + 0.3 * c) end as cart_share,
    case when a < 0.66 then least(1, 0.1 + 0.1 * kind + 0.2 * d) end as purchase_share,
    case when b < 0.125 then floor(5 + kind + 3 * e) end::double as nps,
    case when b < 0.125 then 3 + 0.4 * kind + f end as satisfaction
from dice
