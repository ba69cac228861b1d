select
    l.load_number,
    r.row_number,
    coalesce(length(trim(r.event_id)), 0) as event_id_length,
    lower(trim(r.event_name)) as event_name,
    coalesce(length(trim(r.event_name)), 0) as event_name_length,
    case when r.event_at is null or r.business_day is null then 0 else year(r.business_day) end as business_year,
    coalesce(date_diff('day', l.last_day, r.business_day), 0) as days_too_late,
    cast(case when lower(trim(r.event_name)) = 'refund' then abs(r.revenue) else r.revenue end as double) as revenue,
    cast(r.quantity as double) as quantity,
    cast(coalesce(regexp_matches(r.customer_id, '^\s*[0-9]([.,][0-9]+)?[eE][+]?[0-9]+\s*$'), false) as bigint) as customer_id_rounded,
    cast(coalesce(lower(trim(r.event_name)) = 'purchase', false) and r.revenue is null as bigint) as purchases_without_value,
    cast(coalesce(regexp_matches(r.customer_id, '^\s*[0-9]+[.]0+\s*$'), false) as bigint) as customer_id_as_decimal,
    cast(coalesce(r.visitor_id, r.customer_id, r.session_id) is null as bigint) as visitor_unknown
from read_parquet($files) as r
join day_limits as l on l.load_id = r.load_id
