select
    compared,
    figure,
    persona_id,
    compared_as_of,
    data_people,
    definition_people,
    mix_people,
    behaviour_people
from marts.persona_changes
where as_of = $as_of
order by compared, figure, persona_id
