-- Some people leave on $day and people of another persona take their slots; those who would come later are of that persona from the start.
create or replace table lives as
with chosen as (
    select l.*, m.to_persona
    from lives as l
    left join moves as m
        on m.persona = l.persona
        and l.last_day >= $day
        and uniform(l.slot_key, 100 + 2 * $number) < m.chance
        and uniform(l.slot_key, 101 + 2 * $number) >= m.pick_from
        and uniform(l.slot_key, 101 + 2 * $number) < m.pick_to
)
select slot, slot_key, person_id, persona, first_day, case when to_persona is null then last_day else $day - 1 end as last_day, planned_days
from chosen
where to_persona is null or first_day < $day
union all
select
    slot,
    slot_key,
    case when first_day < $day then 1000000 + slot * 16 + 8 + $number else person_id end as person_id,
    to_persona as persona,
    greatest(first_day, $day) as first_day,
    last_day,
    date_diff('day', greatest(first_day, $day), last_day) + 1 as planned_days
from chosen
where to_persona is not null
