-- Who is who in the responses that are touched: pseudonyms by source and value. A table of its own, because the planner cannot tell how
-- few rows of raw.identifiers a namespace that is put together holds, and would hash the wide rows instead.
create or replace temp table keys_of_responses as
with seen as (
    select raw.source, 'customer' as name, trim(raw.customer_id) as value
    from raw.responses as raw
    semi join touched_responses as touched
        on touched.source = raw.source
        and touched.survey_id = raw.survey_id
        and touched.response_id = raw.response_id
    union
    select raw.source, 'email', lower(trim(raw.email))
    from raw.responses as raw
    semi join touched_responses as touched
        on touched.source = raw.source
        and touched.survey_id = raw.survey_id
        and touched.response_id = raw.response_id
)
select seen.source, seen.name, seen.value, known.identity_key
from seen
join source_spaces as spaces on spaces.source = seen.source
join raw.identifiers as known
    on known.namespace = case when seen.name = 'email' then 'email' else seen.name || spaces.space end
    and known.value = seen.value
