select labels.identity_key, min(least(labels.label, coalesce(neighbour.label, labels.label))) as label
from account_labels as labels
left join account_edges as edges on edges.from_key = labels.identity_key
left join account_labels as neighbour on neighbour.identity_key = edges.to_key
group by labels.identity_key
