-- Tonight's members with what the journey needs of them; numbers stand for them where many rows are grouped by person; sampled are those over whom sequences are counted.
select
    row_number() over (order by m.customer_key)::integer as member,
    m.customer_key,
    m.persona_id,
    coalesce(f.in_orders, false) as in_orders,
    coalesce(f.in_web, false) as in_web,
    coalesce(f.in_survey, false) as in_survey,
    cast($as_of as date) - f.tenure_days as first_order_day,
    f.frequency,
    f.order_value,
    f.refund_share,
    f.satisfaction,
    left(md5(m.customer_key), 4) < $sample_below as sampled
from marts.persona_members as m
inner join marts.customer_features as f on f.as_of = $as_of and f.customer_key = m.customer_key
where m.as_of = $as_of
