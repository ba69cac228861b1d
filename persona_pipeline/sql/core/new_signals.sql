-- Every version of the signals that the pending days touch; the last load wins. People write addresses into texts; those stay in raw.
create or replace temp table new_signals as
with touched as (
    select source, signal_id from raw.signals where business_day in (select business_day from days)
    union
    select source, signal_id from core.signals where business_day in (select business_day from days)
),
ranked as (
    select
        raw.*,
        row_number() over (
            partition by raw.source, raw.signal_id order by loads.sequence desc, raw.load_id desc, raw.row_number desc
        ) as version_rank
    from raw.signals as raw
    join ops.loads as loads on loads.load_id = raw.load_id
    join touched on touched.source = raw.source and touched.signal_id = raw.signal_id
)
select
    ranked.source,
    ranked.signal_id,
    ranked.business_day,
    ranked.signal_at,
    ranked.signal_type,
    ranked.channel,
    lower(ranked.language) as language,
    coalesce(account.identity_key, address.identity_key) as identity_key,
    mask_addresses(trim(ranked.subject)) as subject,
    mask_addresses(trim(ranked.text)) as text,
    ranked.metric,
    ranked.value,
    ranked.rating,
    ranked.load_id,
    ranked.row_number,
    ranked.version_rank = 1 as is_winner
from ranked
join source_spaces as spaces on spaces.source = ranked.source
left join raw.identifiers as account
    on account.namespace = 'customer' || spaces.space and account.value = trim(ranked.customer_id)
left join raw.identifiers as address
    on address.namespace = 'email' and address.value = lower(trim(ranked.email))
