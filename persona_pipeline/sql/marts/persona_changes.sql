-- From what was told then to what is told tonight, step by step; each step is the difference of two neighbours, so that the parts
-- add up to the change to the last digit. Who left and who came are one part (mix): those who left are taken out of the night
-- compared with, those who came are added to tonight, and between the two the same people are compared (Melitz and Polanec 2015).
-- A step without anybody to measure keeps the figure of the step before.
with lines as (
    select distinct n.compared, n.compared_as_of, b.persona_id
    from moves_compared as n
    inner join moves_sums as b on b.compared in (n.compared, 'tonight')
    where exists (select 1 from moves_sums as t where t.compared = n.compared)
),

stepped as (
    select
        compared,
        persona_id,
        figure,
        sum(n) filter (where step = 'data') as data_n,
        sum(total) filter (where step = 'data') as data_total,
        sum(people) filter (where step = 'data') as data_people,
        sum(n) filter (where step = 'definition') as definition_n,
        sum(total) filter (where step = 'definition') as definition_total,
        sum(people) filter (where step = 'definition') as definition_people,
        sum(n) filter (where step = 'left') as left_n,
        sum(total) filter (where step = 'left') as left_total,
        sum(n) filter (where step = 'came') as came_n,
        sum(total) filter (where step = 'came') as came_total,
        sum(people) filter (where step in ('left', 'came')) as mix_people,
        sum(total) filter (where step = 'behaviour') as behaviour_total,
        sum(people) filter (where step = 'behaviour') as behaviour_people
    from moves_steps
    group by compared, persona_id, figure
),

-- n and sum after each step
summed as (
    select
        l.compared,
        l.compared_as_of,
        l.persona_id,
        f.figure,
        f.unit,
        f.is_total,
        coalesce(t.n, 0) as n0,
        coalesce(t.total, 0) as s0,
        coalesce(t.n, 0) + coalesce(s.data_n, 0) as n1,
        coalesce(t.total, 0) + coalesce(s.data_total, 0) as s1,
        coalesce(t.n, 0) + coalesce(s.data_n, 0) + coalesce(s.definition_n, 0) as n2,
        coalesce(t.total, 0) + coalesce(s.data_total, 0) + coalesce(s.definition_total, 0) as s2,
        coalesce(t.n, 0) + coalesce(s.data_n, 0) + coalesce(s.definition_n, 0) + coalesce(s.left_n, 0) as n3,
        coalesce(t.total, 0) + coalesce(s.data_total, 0) + coalesce(s.definition_total, 0) + coalesce(s.left_total, 0) as s3,
        coalesce(s.behaviour_total, 0) as behaviour_total,
        coalesce(w.n, 0) as n5,
        coalesce(w.total, 0) as s5,
        coalesce(s.data_people, 0) as data_people,
        coalesce(s.definition_people, 0) as definition_people,
        coalesce(s.mix_people, 0) as mix_people,
        coalesce(s.behaviour_people, 0) as behaviour_people
    from lines as l
    cross join moves_figures as f
    left join moves_sums as t on t.compared = l.compared and t.persona_id = l.persona_id and t.place = f.place
    left join moves_sums as w on w.compared = 'tonight' and w.persona_id = l.persona_id and w.place = f.place
    left join stepped as s on s.compared = l.compared and s.persona_id = l.persona_id and s.figure = f.figure
),

valued as (
    select
        *,
        cast(case when is_total then s0 when n0 > 0 then round(cast(s0 as double) / n0, 6) end as decimal(28, 6)) as v0,
        cast(case when is_total then s1 when n1 > 0 then round(cast(s1 as double) / n1, 6) end as decimal(28, 6)) as v1,
        cast(case when is_total then s2 when n2 > 0 then round(cast(s2 as double) / n2, 6) end as decimal(28, 6)) as v2,
        cast(case when is_total then s3 when n3 > 0 then round(cast(s3 as double) / n3, 6) end as decimal(28, 6)) as v3,
        cast(
            case when is_total then s3 + behaviour_total when n3 > 0 then round(cast(s3 + behaviour_total as double) / n3, 6) end
            as decimal(28, 6)
        ) as v4,
        cast(case when is_total then s5 when n5 > 0 then round(cast(s5 as double) / n5, 6) end as decimal(28, 6)) as v5
    from summed
),

carried as (
    select
        *,
        coalesce(v1, v0) as w1,
        coalesce(v2, v1, v0) as w2
    from valued
)

select
    $as_of as as_of,
    compared,
    compared_as_of,
    persona_id,
    figure,
    unit,
    v0 as value_then,
    v5 as value,
    v5 - v0 as change,
    case when v5 is not null then w1 - v0 end as data,
    case when v5 is not null and v0 is not null then w2 - w1 end as definition,
    case when v3 is null or v0 is null then v5 - v0 - (w2 - v0) else v3 - w2 + (v5 - v4) end as mix,
    case when v0 is null or v5 is null then null when v3 is null then 0 else v4 - v3 end as behaviour,
    n0 as n_then,
    n5 as n,
    data_people,
    definition_people,
    mix_people,
    behaviour_people,
    true as then_told,
    true as value_told,
    true as data_told,
    true as definition_told,
    true as mix_told,
    true as behaviour_told
from carried
order by compared, persona_id, figure
