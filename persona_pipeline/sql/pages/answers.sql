-- What people answered to incidents, the last answer to each.
select
    json_extract_string(payload, '$.persona_id') as persona_id,
    cast(json_extract_string(payload, '$.night') as date) as first_night,
    arg_max(json_extract_string(payload, '$.answer'), decided_at) as answer
from marts.drift_decisions
where kind = 'drift.answer' and effective_as_of <= cast($as_of as date) + 1
group by 1, 2
