-- Of all members the cases that ended in the outcome are not told where those of the personas that are told leave a few of them.
with parts as (
    select reach, sequence, sum(n) as n, sum(people) as people, sum(dropped) as dropped, count(*) as personas
    from marts.persona_sequences
    where as_of = $as_of and persona_id <> 'all'
    group by reach, sequence
),

judged as (
    select
        s.*,
        s.persona_id = 'all' and coalesce(
            s.n - p.n between 1 and $min_cell - 1 or s.people - p.people between 1 and $min_cell - 1
            or s.dropped - p.dropped between 1 and $min_cell - 1,
            false
        ) as few
    from marts.persona_sequences as s
    left join parts as p on p.reach = s.reach and p.sequence = s.sequence
    where s.as_of = $as_of
)

select
    as_of,
    persona_id,
    reach,
    sequence,
    steps,
    compared_with,
    outcome,
    case when not few then n end as n,
    case when not few then people end as people,
    case when not few then dropped end as dropped,
    case when not few then share end as share,
    case when not few then n_without end as n_without,
    case when not few then dropped_without end as dropped_without,
    case when not few then share_without end as share_without,
    case when not few then lift end as lift,
    case when not few then lift_low end as lift_low,
    case when not few then lift_high end as lift_high,
    p_value,
    q_value,
    finding,
    sampled_share
from judged
