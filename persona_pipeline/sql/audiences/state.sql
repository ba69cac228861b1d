-- What the export says of each person, as one hash of the columns that go out.
create or replace temp table audience_state as
select
    id,
    md5(concat_ws(
        chr(31),
        array_to_string(cast($columns as varchar[]), ','),
        case when list_contains(cast($columns as varchar[]), 'persona_id') then coalesce(persona_id, chr(30)) end,
        case when list_contains(cast($columns as varchar[]), 'persona') then coalesce(persona, chr(30)) end,
        case when list_contains(cast($columns as varchar[]), 'segment') then coalesce(segment, chr(30)) end,
        case when list_contains(cast($columns as varchar[]), 'certainty') then coalesce(cast(certainty as varchar), chr(30)) end,
        case when list_contains(cast($columns as varchar[]), 'r_score') then coalesce(cast(r_score as varchar), chr(30)) end,
        case when list_contains(cast($columns as varchar[]), 'f_score') then coalesce(cast(f_score as varchar), chr(30)) end,
        case when list_contains(cast($columns as varchar[]), 'm_score') then coalesce(cast(m_score as varchar), chr(30)) end,
        case when list_contains(cast($columns as varchar[]), 'recency_days') then coalesce(cast(recency_days as varchar), chr(30)) end,
        case when list_contains(cast($columns as varchar[]), 'frequency') then coalesce(cast(frequency as varchar), chr(30)) end,
        case when list_contains(cast($columns as varchar[]), 'monetary') then coalesce(cast(monetary as varchar), chr(30)) end
    )) as said
from audience_members
