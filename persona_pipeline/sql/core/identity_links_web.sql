insert into core.identity_links (identity_key, linked_key, kind, business_day)
select distinct other.identity_key, account.identity_key, $kind, raw.business_day
from raw.events as raw
join source_spaces as spaces on spaces.source = raw.source
join raw.identifiers as account
    on account.namespace = 'customer' || spaces.space and account.value = trim(raw.customer_id)
join raw.identifiers as other
    on other.namespace = 'visitor' || spaces.space and other.value = trim(raw.visitor_id)
where raw.business_day in (select business_day from days)
