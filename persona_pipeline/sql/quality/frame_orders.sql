select
    l.load_number,
    r.row_number,
    coalesce(length(trim(r.order_id)), 0) as order_id_length,
    case when r.ordered_at is null or r.business_day is null then 0 else year(r.business_day) end as business_year,
    coalesce(date_diff('day', l.last_day, r.business_day), 0) as days_too_late,
    coalesce(date_diff('day', cast($latest as date), cast(r.updated_at as date)), 0) as change_days_ahead,
    cast(r.amount as double) as amount,
    cast(r.quantity as double) as quantity,
    cast(coalesce(upper(trim(r.currency)) <> $currency, false) as bigint) as other_currency,
    cast(coalesce(regexp_matches(r.customer_id, '^\s*[0-9]([.,][0-9]+)?[eE][+]?[0-9]+\s*$'), false) as bigint) as customer_id_rounded,
    abs(cast(r.amount as double) - (cast(r.quantity as double) * r.unit_price - coalesce(r.discount_amount, 0)))
        / greatest(abs(cast(r.amount as double)), 1) as amount_gap_share,
    cast(sign(r.quantity) * sign(r.amount) as double) as sign_of_sale,
    cast(coalesce(regexp_matches(r.customer_id, '^\s*[0-9]+[.]0+\s*$'), false) as bigint) as customer_id_as_decimal,
    cast(length(r.email) - length(replace(r.email, '@', '')) as double) as email_at_signs
from read_parquet($files) as r
join day_limits as l on l.load_id = r.load_id
