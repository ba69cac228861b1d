-- What told_kpis does not tell keeps its row and loses its figures and its n, unless nobody is behind it; nor is what few_later names told.
select
    kpi.as_of,
    kpi.persona_id,
    kpi.measure,
    kind.unit,
    case when kpi.n = 0 or shown.told then kpi.n end as n,
    case when kpi.n = 0 or shown.told then kpi.total end as total,
    case when kpi.n = 0 or (shown.told and shown.squares_told) then kpi.total_squares end as total_squares,
    case when shown.told then kpi.value end as value
from marts.persona_kpis as kpi
left join (
    select
        told.as_of,
        told.persona_id,
        told.measure,
        told.squares_told,
        told.told and later.as_of is null as told
    from told_kpis as told
    left join few_later as later
        on later.as_of = told.as_of and later.persona_id = told.persona_id and later.measure = told.measure
) as shown
    on shown.as_of = kpi.as_of and shown.persona_id = kpi.persona_id and shown.measure = kpi.measure
left join kpi_units as kind
    on kind.measure = case when kpi.measure like 'feature:%' then 'feature' else kpi.measure end
where kpi.as_of <= $as_of
