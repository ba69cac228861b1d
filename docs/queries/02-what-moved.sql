-- What moved tonight, from what to what, since when, and how sure is that?
-- Where state is blocked, tonight's data cannot be trusted: what moved stands as on the last night that could, and the fault is told beside it.
-- expected and recent are shares and rates of 0 to 1, money, or points of the NPS. An empty figure is about too few people.
select coalesce(name, 'the whole shop') as about, measure, expected, recent, effect, effect_unit, low, high, n, since, evidence, state
from answers.moved_tonight;
