select
    identifiers.identity_key,
    case when identifiers.namespace like 'customer%' then '0' else '1' end || identifiers.identity_key as label,
    true as changed
from raw.identifiers as identifiers
where identifiers.namespace not like 'visitor%'
