update marts.persona_changes as c
set
    then_told = h.then_told,
    value_told = h.value_told,
    data_told = h.data_told,
    definition_told = h.definition_told,
    mix_told = h.mix_told,
    behaviour_told = h.behaviour_told
from (
    select
        unnest(cast($compared as varchar[])) as compared,
        unnest(cast($persona as varchar[])) as persona_id,
        unnest(cast($figure as varchar[])) as figure,
        unnest(cast($then_ as boolean[])) as then_told,
        unnest(cast($value_ as boolean[])) as value_told,
        unnest(cast($data_ as boolean[])) as data_told,
        unnest(cast($definition_ as boolean[])) as definition_told,
        unnest(cast($mix_ as boolean[])) as mix_told,
        unnest(cast($behaviour_ as boolean[])) as behaviour_told
) as h
where c.as_of = $as_of and c.compared = h.compared and c.persona_id = h.persona_id and c.figure = h.figure
