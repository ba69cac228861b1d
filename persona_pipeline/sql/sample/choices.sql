-- What stands in each of the 100 slots of a choice, by behaviour.
create or replace table choices as
select behaviour, what, unnest(range(slot_from, slot_to))::smallint as slot, value
from choice_ranges
