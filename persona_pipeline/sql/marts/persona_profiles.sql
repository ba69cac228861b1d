-- What of the temporary table profile_figures may be told. A figure with fewer than $min_cell people behind it is hidden; of an
-- answer these are the people who gave it, and those who did not. What is hidden would still follow from the figure of
-- 'all' less those of the other personas, or from everybody who answered less the other answers; so the next smallest are
-- hidden too, until two stand behind every difference and they are $min_cell people or more.
with lined as (
    select
        *,
        sum(behind) over (
            partition by figure, persona_id = 'all' order by behind, persona_id rows between unbounded preceding and 1 preceding
        ) as smaller,
        row_number() over (partition by figure, persona_id = 'all' order by behind, persona_id) as place,
        min(behind) over (partition by figure, persona_id = 'all') as smallest
    from profile_figures
    where n > 0 and (question <> '' or behind > 0)
),

judged as (
    select
        *,
        behind < $min_cell
        or (persona_id <> 'all' and smallest < $min_cell and (place <= 2 or coalesce(smaller, 0) < $min_cell)) as hidden
    from lined
),

-- Of a question with one answer each, the shares of a persona add up to 1.
questions as (
    select question, sum(hits) filter (where persona_id = 'all') <= max(n) filter (where persona_id = 'all') as one_each
    from judged
    where question <> ''
    group by question
),

-- The two answers that are hidden most go for every persona that hides any, which closes the way from both sides.
partners as (
    select figure
    from judged
    where question <> '' and persona_id <> 'all'
    group by question, figure
    qualify row_number() over (
        partition by question order by count(*) filter (where hidden) desc, sum(hits), figure
    ) <= 2
),

hiding as (
    select distinct j.question, j.persona_id
    from judged as j
    inner join questions as q on q.question = j.question and q.one_each
    where j.hidden
),

told as (
    select j.persona_id, j.figure, j.hidden or (p.figure is not null and h.persona_id is not null) as hidden
    from judged as j
    left join partners as p on p.figure = j.figure
    left join hiding as h on h.question = j.question and h.persona_id = j.persona_id
)

select
    $as_of as as_of,
    f.persona_id,
    f.figure,
    f.source,
    f.unit,
    case when t.hidden = false then round(f.figure_value, 6) end as value,
    case when t.hidden = false then round(f.low, 6) end as low,
    case when t.hidden = false then round(f.high, 6) end as high,
    cast(f.n as bigint) as n
from profile_figures as f
left join told as t on t.persona_id = f.persona_id and t.figure = f.figure
order by f.persona_id, f.figure
