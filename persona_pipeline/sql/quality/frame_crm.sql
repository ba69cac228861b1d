select
    l.load_number,
    r.row_number,
    cast(coalesce(trim(r.customer_id), '') = '' and coalesce(trim(r.email), '') = '' as bigint) as without_key,
    case when r.valid_from is null or r.business_day is null then 0 else year(r.business_day) end as business_year,
    coalesce(date_diff('day', l.last_day, r.business_day), 0) as days_too_late,
    cast(coalesce(r.birth_year not between 1900 and year(r.business_day) - 10, false) as bigint) as birth_year_off,
    cast(coalesce(r.marketing_consent not in ('yes', 'no'), false) as bigint) as consent_unknown,
    cast(coalesce(regexp_matches(r.customer_id, '^\s*[0-9]([.,][0-9]+)?[eE][+]?[0-9]+\s*$'), false) as bigint) as customer_id_rounded,
    cast(coalesce(regexp_matches(r.customer_id, '^\s*[0-9]+[.]0+\s*$'), false) as bigint) as customer_id_as_decimal,
    cast(length(r.email) - length(replace(r.email, '@', '')) as double) as email_at_signs
from read_parquet($files) as r
join day_limits as l on l.load_id = r.load_id
