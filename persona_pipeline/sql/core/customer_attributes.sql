-- Equal neighbours are one period; each period ends where the next one begins.
with winners as (
    select
        *,
        lag(said) over (partition by source, identity_key order by business_day) as said_before
    from attribute_versions
    where version_rank = 1
),
changes as (
    select * from winners where said_before is null or said <> said_before
)
select
    source,
    identity_key,
    business_day as valid_from,
    lead(business_day) over (partition by source, identity_key order by business_day) as valid_to,
    birth_year,
    age_band,
    gender,
    education,
    household,
    income,
    region,
    country,
    language,
    customer_since,
    marketing_consent,
    load_id,
    row_number
from changes
