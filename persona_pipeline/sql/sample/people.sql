-- What stays the same about a person: how busy they are (mean 1), where they are found, and the part of their persona that they belong to.
create or replace table people as
with keyed as (
    select person_id, persona, first_day, last_day, planned_days, hash(xor(hash(person_id::ubigint), hash($seed::ubigint + 2))) as key
    from lives
)
select
    person_id,
    persona,
    first_day,
    last_day,
    planned_days,
    key,
    (-ln(1 - uniform(key, 1)) - ln(1 - uniform(key, 2)) - ln(1 - uniform(key, 3)) - ln(1 - uniform(key, 4))) / 4 as activity,
    uniform(key, 5) as part,
    case
        when uniform(key, 6) < $everywhere then 0
        when uniform(key, 6) < $everywhere + $store_only then 1
        when uniform(key, 6) < $everywhere + $store_only + $browser then 2
        else 3
    end::tinyint as reach,
    uniform(key, 7) < 0.8 as has_account
from keyed
order by person_id
