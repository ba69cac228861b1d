with visitor_days as (
    select
        links.identity_key as visitor_key,
        substr(labels.label, 2) as customer_key,
        count(distinct links.business_day) as days,
        max(links.business_day) as last_day
    from core.identity_links as links
    join account_labels as labels on labels.identity_key = links.linked_key
    where links.kind = 'web'
    group by links.identity_key, labels.label
),
visitor_person as (
    select visitor_key, customer_key
    from visitor_days
    qualify count(*) over (partition by visitor_key) <= $max_shared
        and row_number() over (
            partition by visitor_key order by days desc, last_day desc, customer_key
        ) = 1
)
select
    identifiers.identity_key,
    regexp_replace(identifiers.namespace, '@.*$', '') as namespace,
    coalesce(substr(labels.label, 2), person.customer_key, identifiers.identity_key) as customer_key
from raw.identifiers as identifiers
left join account_labels as labels on labels.identity_key = identifiers.identity_key
left join visitor_person as person on person.visitor_key = identifiers.identity_key
