insert into raw.identifiers (namespace, value, identity_key)
select
    seen.namespace,
    seen.value,
    left(sha256($outer::blob || unhex(sha256($inner::blob || encode(seen.namespace || ':' || seen.value)))), 32)
from (
    select 'customer' || spaces.space as namespace, trim(raw.customer_id) as value
    from rows_of_kind as raw
    join source_spaces as spaces on spaces.source = raw.source
    where raw.business_day in (select business_day from days) and trim(raw.customer_id) <> ''
    union
    select 'visitor' || spaces.space, trim(raw.visitor_id)
    from rows_of_kind as raw
    join source_spaces as spaces on spaces.source = raw.source
    where raw.business_day in (select business_day from days) and trim(raw.visitor_id) <> ''
    union
    select 'email', lower(trim(raw.email))
    from rows_of_kind as raw
    where raw.business_day in (select business_day from days) and trim(raw.email) <> ''
) as seen
anti join raw.identifiers as known on known.namespace = seen.namespace and known.value = seen.value
