-- What each person said about marketing, over all sources and all identifiers of theirs. A refusal counts from the moment that it is
-- known, also where it is dated after the night, until the same source takes it back for the same identifier; consent counts where it
-- is in force at the end of the night.
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
)

select
    identities.customer_key,
    bool_or(coalesce(said.last_word = 'no', false)) as is_refused,
    bool_or(coalesce(said.in_force = 'yes', false)) as is_given
from by_identifier as said
join core.identities as identities on identities.identity_key = said.identity_key
group by identities.customer_key
