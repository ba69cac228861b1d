-- Who is who in the pending days: pseudonyms by source and value. A table of its own, because the planner cannot tell how
-- few rows of raw.identifiers a namespace that is put together holds, and would hash the wide rows instead.
create or replace temp table keys_of_events as
with seen as (
    select raw.source, 'customer' as name, trim(raw.customer_id) as value
    from raw.events as raw
    where raw.business_day in (select business_day from days)
    union
    select raw.source, 'visitor', trim(raw.visitor_id)
    from raw.events as raw
    where raw.business_day in (select business_day from days)
)
select seen.source, seen.name, seen.value, known.identity_key
from seen
join source_spaces as spaces on spaces.source = seen.source
join raw.identifiers as known
    on known.namespace = seen.name || spaces.space
    and known.value = seen.value
