-- How many of each persona said each of the listed wordings, out of those who answered the question or searched at all.
with sayers as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        kind, question, wording, count(distinct member) as people, sum(volume)::bigint as volume
    from journey_asked
    group by grouping sets ((persona_id, kind, question, wording), (kind, question, wording))
),

asked as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        kind, question, count(distinct member) as n
    from journey_asked
    group by grouping sets ((persona_id, kind, question), (kind, question))
),

shares as (
    select
        a.persona_id, w.phase, w.kind, w.question, w.wording, a.n,
        coalesce(s.people, 0) as people,
        coalesce(s.volume, 0) as volume
    from journey_wordings as w
    inner join asked as a on a.kind = w.kind and a.question = w.question
    left join sayers as s
        on s.persona_id = a.persona_id and s.kind = w.kind and s.question = w.question and s.wording = w.wording
)

select
    s.*,
    s.people / s.n as share,
    greatest((s.people + 1.920729 - 1.959964 * sqrt(s.people * (s.n - s.people) / s.n + 0.960365)) / (s.n + 3.841459), 0) as low,
    least((s.people + 1.920729 + 1.959964 * sqrt(s.people * (s.n - s.people) / s.n + 0.960365)) / (s.n + 3.841459), 1) as high,
    (s.people / s.n) / nullif(e.people / e.n, 0) as lift,
    case when s.people = 0 then 0 else least(s.people, case when s.n > s.people then s.n - s.people else s.people end) end as behind
from shares as s
inner join shares as e
    on e.persona_id = 'all' and e.kind = s.kind and e.question = s.question and e.wording = s.wording
