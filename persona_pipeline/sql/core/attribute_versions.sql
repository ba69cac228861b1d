-- Every version of the attributes of the people whom the pending days touch, also those that have left raw. Of two on one day the
-- last load wins; ``said`` tells whether two versions say the same.
create or replace temp table attribute_versions as
with known as (
    select raw.*, loads.sequence, coalesce(account.identity_key, address.identity_key) as identity_key
    from raw.attributes as raw
    join ops.loads as loads on loads.load_id = raw.load_id
    join source_spaces as spaces on spaces.source = raw.source
    left join raw.identifiers as account
        on account.namespace = 'customer' || spaces.space and account.value = trim(raw.customer_id)
    left join raw.identifiers as address
        on address.namespace = 'email' and address.value = lower(trim(raw.email))
),
touched as (
    select source, identity_key from known where business_day in (select business_day from days)
    union
    select source, identity_key from core.customer_attributes where valid_from in (select business_day from days)
),
plausible as (
    select
        known.source,
        known.identity_key,
        known.business_day,
        known.valid_from,
        known.load_id,
        known.row_number,
        known.sequence,
        case when known.birth_year between 1900 and year(known.business_day) - 10 then known.birth_year end as birth_year,
        known.age_band,
        known.gender,
        known.education,
        known.household,
        known.income,
        known.region,
        known.country,
        lower(known.language) as language,
        known.customer_since,
        case when known.marketing_consent in ('yes', 'no') then known.marketing_consent end as marketing_consent
    from known
    join touched on touched.source = known.source and touched.identity_key = known.identity_key
)
select
    *,
    concat_ws(
        chr(31),
        coalesce(birth_year::varchar, chr(30)),
        coalesce(age_band, chr(30)),
        coalesce(gender, chr(30)),
        coalesce(education, chr(30)),
        coalesce(household, chr(30)),
        coalesce(income, chr(30)),
        coalesce(region, chr(30)),
        coalesce(country, chr(30)),
        coalesce(language, chr(30)),
        coalesce(customer_since::varchar, chr(30)),
        coalesce(marketing_consent, chr(30))
    ) as said,
    row_number() over (
        partition by source, identity_key, business_day
        order by sequence desc, valid_from desc, load_id desc, row_number desc
    ) as version_rank
from plausible
