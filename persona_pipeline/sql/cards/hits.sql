-- How frequent each channel, category and attribute is, also where the figure may not be told: what is named most is named
-- first, with or without its figure.
select persona_id, figure, hits / n as frequency
from profile_figures
where n > 0 and hits >= $min_cell
