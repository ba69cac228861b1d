select
    $as_of as as_of,
    c.source,
    c.survey_id,
    c.persona_id,
    c.band,
    c.reach,
    c.members,
    c.respondents,
    round(c.careful, 6) as careful,
    w.weight,
    w.trimmed
from survey_cells as c
left join survey_cell_weights as w
    on w.source = c.source and w.survey_id = c.survey_id and w.persona_id = c.persona_id and w.band = c.band and w.reach = c.reach
order by c.source, c.survey_id, c.persona_id, c.band, c.reach
