-- One row per person: every slot of the shop is always taken; when its person goes, the next one comes. Shares of personas
-- therefore stand still while people change. A person stays 500 to 1,500 days. Counted from 2000, so that neither the length of the history nor that of the
-- nights changes who lives when.
create or replace table lives as
with slots as (
    select slot, hash(xor(hash(slot::ubigint), hash($seed::ubigint))) as slot_key
    from (select unnest(range($customers)) as slot)
),
spans as (
    select slot, slot_key, 500 + floor(1000 * uniform(slot_key, 1))::integer as days, uniform(slot_key, 2) as phase
    from slots
),
numbered as (
    select
        *,
        floor(phase * days)::integer as lead_days,
        unnest(generate_series(
            (date_diff('day', date '2000-01-01', $first_day) + floor(phase * days)::integer) // days,
            (date_diff('day', date '2000-01-01', $last_day) + floor(phase * days)::integer) // days
        )) as life
    from spans
)
select
    n.slot,
    n.slot_key,
    1000000 + n.slot * 16 + n.life % 8 as person_id,
    s.persona,
    date '2000-01-01' + (n.life * n.days - n.lead_days)::integer as first_day,
    date '2000-01-01' + ((n.life + 1) * n.days - n.lead_days - 1)::integer as last_day,
    n.days as planned_days
from numbered as n
inner join shares as s
    on uniform(n.slot_key, 3) >= s.part_from and uniform(n.slot_key, 3) < s.part_to
