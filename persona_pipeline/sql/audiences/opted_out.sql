-- The people on the list of opt-outs (the table opt_out_list), whatever number or address of theirs stands there.
create or replace temp table opted_out as
select distinct identities.customer_key
from opt_out_list as listed
join raw.identifiers as identifiers
    on regexp_replace(identifiers.namespace, '@.*$', '') = listed.namespace and identifiers.value = listed.value
join core.identities as identities on identities.identity_key = identifiers.identity_key
