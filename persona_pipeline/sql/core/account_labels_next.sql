with best as (
    select edges.from_key, min(neighbour.label) as label
    from account_edges as edges
    join account_labels as neighbour on neighbour.identity_key = edges.to_key
    group by edges.from_key
)
select
    labels.identity_key,
    least(labels.label, coalesce(best.label, labels.label)) as label,
    coalesce(best.label < labels.label, false) as changed
from account_labels as labels
left join best on best.from_key = labels.identity_key
