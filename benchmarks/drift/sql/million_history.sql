-- Ninety-one nights like tonight: each figure a little larger or smaller, by hash.
with nights as (
    select
        k.*,
        r.back,
        0.96 + 0.08 * (hash(r.back * 7 + 1) % 1000) / 1000 as size,
        0.998 + 0.004 * (hash(k.persona_id, k.measure, r.back) % 1000) / 1000 as level
    from marts.persona_kpis as k
    cross join range(1, 92) as r(back)
    where k.as_of = $as_of
)

select
    cast($as_of as date) - cast(back as integer) as as_of,
    persona_id,
    measure,
    cast(n * size as bigint) as n,
    case when measure = 'active_share' then cast(total * size * level as bigint) else total * size * level end as total,
    case when measure = 'active_share' then cast(total * size * level as bigint) else total_squares * size * level * level end as total_squares,
    value * level as value
from nights
