-- An address or visitor id beside a customer number on one row; a kind has addresses or visitor ids. The pairs are made distinct
-- before any join: joined row by row, a planner may multiply everybody with everybody.
insert into core.identity_links (identity_key, linked_key, kind, business_day)
with seen as (
    select distinct
        'customer' || spaces.space as account_namespace,
        trim(raw.customer_id) as account_value,
        case when $kind = 'web' then 'visitor' || spaces.space else 'email' end as other_namespace,
        case when $kind = 'web' then trim(raw.visitor_id) else lower(trim(raw.email)) end as other_value,
        raw.business_day
    from rows_of_kind as raw
    join source_spaces as spaces on spaces.source = raw.source
    where raw.business_day in (select business_day from days) and raw.customer_id is not null
)
select distinct other.identity_key, account.identity_key, $kind, seen.business_day
from seen
join raw.identifiers as account on account.namespace = seen.account_namespace and account.value = seen.account_value
join raw.identifiers as other on other.namespace = seen.other_namespace and other.value = seen.other_value
where seen.other_value is not null
