-- Figures of earlier nights that late and corrected rows changed, those that may be told with their values.
select
    as_of, night, persona_id, measure,
    case when told then n_told end as n_told,
    case when told then n end as n,
    case when told then value_told end as value_told,
    case when told then value_now end as value_now,
    case when told then difference end as difference
from marts.restatements
where measure not like 'feature:%'
order by as_of desc, night desc, persona_id, measure
