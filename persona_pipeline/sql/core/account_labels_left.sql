select exists (
    select 1
    from account_edges as edges
    join account_labels as here on here.identity_key = edges.from_key
    join account_labels as there on there.identity_key = edges.to_key
    where there.label < here.label
)
