-- What told_kpis does not tell keeps its row and loses its figures and its n, unless nobody is behind it. Where few orders, sessions or
-- answers came in later (few_later) the whole shop's figure is left out too, and of orders and revenue the smallest part of it.
with parts as (
    select
        as_of,
        measure,
        persona_id,
        row_number() over (partition by as_of, measure order by n, persona_id) = 1 as smallest
    from marts.persona_kpis
    where as_of <= $as_of and persona_id <> 'all' and n > 0
),

told as (
    select
        t.as_of,
        t.persona_id,
        t.measure,
        t.squares_told,
        t.told and not (
            coalesce(f.few, false)
            and (t.persona_id = 'all' or (t.measure in ('orders', 'revenue') and coalesce(p.smallest, false)))
        ) as told
    from told_kpis as t
    left join few_later as f on f.as_of = t.as_of and f.measure = t.measure
    left join parts as p on p.as_of = t.as_of and p.measure = t.measure and p.persona_id = t.persona_id
)

select
    kpi.as_of,
    kpi.persona_id,
    kpi.measure,
    kind.unit,
    case when kpi.n = 0 or told.told then kpi.n end as n,
    case when kpi.n = 0 or told.told then kpi.total end as total,
    case when kpi.n = 0 or (told.told and told.squares_told) then kpi.total_squares end as total_squares,
    case when told.told then kpi.value end as value
from marts.persona_kpis as kpi
left join told
    on told.as_of = kpi.as_of and told.persona_id = kpi.persona_id and told.measure = kpi.measure
left join kpi_units as kind
    on kind.measure = case when kpi.measure like 'feature:%' then 'feature' else kpi.measure end
where kpi.as_of <= $as_of
