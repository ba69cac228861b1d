-- What moved tonight, by how much, since when, and how sure is that?
select coalesce(name, 'the whole shop') as about, measure, effect, effect_unit, low, high, since, evidence, state
from answers.moved_tonight;
