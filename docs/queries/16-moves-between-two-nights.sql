-- Who moved between personas between any two nights, however old?
-- Moves of fewer than answers.this_snapshot.min_cell people are left out; `persona-pipeline personas moves --from --to` leaves out
-- what they would follow from, too.
-- Put your two nights in the first lines: any two on which the night ran. A stay holds on a night from from_as_of to to_as_of.
with nights as (
    select as_of - 10 as earlier_night, as_of as later_night from answers.this_snapshot
),

then_in as (
    select stay.customer_key, stay.persona_id
    from marts.persona_spells as stay
    inner join nights
        on stay.from_as_of <= nights.earlier_night and (stay.to_as_of is null or stay.to_as_of >= nights.earlier_night)
),

later_in as (
    select stay.customer_key, stay.persona_id, stay.began
    from marts.persona_spells as stay
    inner join nights on stay.from_as_of <= nights.later_night and (stay.to_as_of is null or stay.to_as_of >= nights.later_night)
)

select
    coalesce(then_in.persona_id, 'new') as from_persona,
    coalesce(later_in.persona_id, 'gone') as to_persona,
    count(*) as customers,
    count(*) filter (where later_in.began = 'version' and then_in.persona_id <> later_in.persona_id) as last_moved_by_a_version
from then_in
full outer join later_in on later_in.customer_key = then_in.customer_key
group by all
having count(*) >= (select min_cell from answers.this_snapshot)
order by from_persona, to_persona;
