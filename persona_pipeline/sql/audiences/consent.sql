-- What each person said about marketing, over all sources and all identifiers of theirs. A refusal counts from the moment that it is
-- known, also where it is dated after the night, until the same source takes it back for the same identifier; consent counts where it
-- is in force at the end of the night. A refusal in a record that was itself refused (its date is wrong, say) counts as well, until a
-- later load of the same source says yes for the same identifier.
create or replace temp table consent_said as
with by_identifier as (
    select
        source,
        identity_key,
        arg_max(marketing_consent, valid_from) as last_word,
        max(
            case when valid_from <= $as_of and (valid_to is null or valid_to > $as_of) then marketing_consent end
        ) as in_force
    from core.customer_attributes
    group by source, identity_key
),

refusing as (
    select source, load_id, 'customer' as name, trim(refusing_customer_id) as value
    from quarantine.attributes
    where refusing_customer_id is not null
    union all
    select source, load_id, 'email', refusing_email_sha256
    from quarantine.attributes
    where refusing_email_sha256 is not null
),

consenting as (
    select said.source, 'customer' as name, trim(said.customer_id) as value, max(loads.sequence) as sequence
    from raw.attributes as said
    join ops.loads as loads on loads.load_id = said.load_id
    where said.marketing_consent = 'yes' and said.customer_id is not null
    group by all
    union all
    select said.source, 'email', hash_address(said.email), max(loads.sequence)
    from raw.attributes as said
    join ops.loads as loads on loads.load_id = said.load_id
    where said.marketing_consent = 'yes' and said.email is not null
    group by all
),

standing as (
    select refusing.name, refusing.value
    from refusing
    join ops.loads as loads on loads.load_id = refusing.load_id
    left join consenting
        on consenting.source = refusing.source
        and consenting.name = refusing.name
        and consenting.value = refusing.value
    where consenting.sequence is null or consenting.sequence <= loads.sequence
),

each_said as (
    select
        identities.customer_key,
        coalesce(said.last_word = 'no', false) as is_refused,
        coalesce(said.in_force = 'yes', false) as is_given
    from by_identifier as said
    join core.identities as identities on identities.identity_key = said.identity_key
    union all
    select identities.customer_key, true, false
    from standing
    join raw.identifiers as identifiers
        on regexp_replace(identifiers.namespace, '@.*$', '') = standing.name
        and case standing.name when 'email' then hash_address(identifiers.value) else identifiers.value end = standing.value
    join core.identities as identities on identities.identity_key = identifiers.identity_key
)

select customer_key, bool_or(is_refused) as is_refused, bool_or(is_given) as is_given
from each_said
group by customer_key
