select
    source,
    signal_id,
    business_day,
    signal_at,
    signal_type,
    channel,
    language,
    identity_key,
    subject,
    text,
    metric,
    value,
    rating,
    load_id,
    row_number
from new_signals
where is_winner
order by business_day, source, signal_id
