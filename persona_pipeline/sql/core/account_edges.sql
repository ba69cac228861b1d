create or replace temp table account_edges as
with pairs as (
    select distinct links.identity_key as email_key, links.linked_key as account_key
    from core.identity_links as links
    where links.kind <> 'web'
),
usable as (
    select email_key, account_key
    from pairs
    qualify count(*) over (partition by email_key) <= $max_shared
)
select email_key as from_key, account_key as to_key from usable
union all
select account_key, email_key from usable
