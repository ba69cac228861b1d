-- Share of each persona on the last $nights nights.
select as_of, persona_id, value
from marts.persona_profiles
where
    figure = 'share'
    and persona_id <> 'all'
    and as_of <= $as_of
    and as_of > cast($as_of as date) - cast($nights as integer)
order by as_of, persona_id
