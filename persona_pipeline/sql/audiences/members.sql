-- The people of the audience as they go out, in the order of their ids; nobody where $is_empty.
create or replace temp table audience_members as
select
    id,
    persona_id,
    persona,
    segment,
    certainty,
    r_score,
    f_score,
    m_score,
    recency_days,
    frequency,
    monetary
from audience_people
where reason is null and not $is_empty
order by id
