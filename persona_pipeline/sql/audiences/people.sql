-- Everybody whom the audience is about, and why somebody is left out of it: each has one reason, the first that holds. The customer
-- number is the one that leads the person, or the smallest of theirs in the wanted space; an e-mail address that stands there is none.
create or replace temp table audience_people as
with numbers as (
    select
        identities.customer_key,
        arg_min(
            identifiers.value,
            case when identifiers.identity_key = identities.customer_key then '0' else '1' end || identifiers.value
        ) filter (where mask_addresses(identifiers.value) = identifiers.value) as customer_id
    from raw.identifiers as identifiers
    join core.identities as identities on identities.identity_key = identifiers.identity_key
    where identifiers.namespace = $namespace
    group by identities.customer_key
),

wanted as (
    select
        features.customer_key,
        members.persona_id,
        personas.name as persona,
        rfm.segment,
        members.certainty,
        rfm.r_score,
        rfm.f_score,
        rfm.m_score,
        rfm.recency_days,
        rfm.frequency,
        rfm.monetary
    from marts.customer_features as features
    left join marts.persona_members as members
        on members.as_of = features.as_of and members.customer_key = features.customer_key
    left join audience_names as personas
        on personas.version = members.version and personas.persona_id = members.persona_id
    left join marts.rfm_segments as rfm on rfm.as_of = features.as_of and rfm.customer_key = features.customer_key
    where features.as_of = $as_of
        and (len(cast($personas as varchar[])) = 0 or list_contains(cast($personas as varchar[]), members.persona_id))
        and (len(cast($segments as varchar[])) = 0 or list_contains(cast($segments as varchar[]), rfm.segment))
)

select
    wanted.*,
    case when $id = 'customer_id' then numbers.customer_id else wanted.customer_key end as id,
    case
        when opted_out.customer_key is not null then 'opted_out'
        when consent.is_refused then 'consent_refused'
        when $consent = 'given' and not coalesce(consent.is_given, false) then 'consent_unknown'
        when $min_certainty > 0 and coalesce(wanted.certainty, 0) < $min_certainty then 'uncertain'
        when $id = 'customer_id' and numbers.customer_key is null then 'no_customer_id'
        when $id = 'customer_id' and numbers.customer_id is null then 'address_as_number'
    end as reason
from wanted
left join numbers on numbers.customer_key = wanted.customer_key
left join consent_said as consent on consent.customer_key = wanted.customer_key
left join opted_out on opted_out.customer_key = wanted.customer_key
