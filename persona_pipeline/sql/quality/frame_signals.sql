select
    l.load_number,
    r.row_number,
    coalesce(length(trim(r.signal_id)), 0) as signal_id_length,
    case when r.signal_at is null or r.business_day is null then 0 else year(r.business_day) end as business_year,
    coalesce(date_diff('day', l.last_day, r.business_day), 0) as days_too_late,
    cast(
        coalesce(r.signal_type, '') not in
        ('note', 'review', 'mention', 'question', 'search_term', 'keyword', 'competitor', 'site_trend') as bigint
    ) as other_type,
    cast(
        coalesce(trim(r.text), '') = '' and coalesce(trim(r.subject), '') = '' and r.value is null and r.rating is null as bigint
    ) as says_nothing,
    cast(r.metric is not null and r.value is null as bigint) as metric_without_value,
    coalesce(length(r.text), 0) as text_length,
    cast(r.value as double) as value,
    cast(coalesce(regexp_matches(r.customer_id, '^\s*[0-9]([.,][0-9]+)?[eE][+]?[0-9]+\s*$'), false) as bigint) as customer_id_rounded,
    cast(coalesce(regexp_matches(r.customer_id, '^\s*[0-9]+[.]0+\s*$'), false) as bigint) as customer_id_as_decimal,
    cast(length(r.email) - length(replace(r.email, '@', '')) as double) as email_at_signs
from read_parquet($files) as r
join day_limits as l on l.load_id = r.load_id
