-- The smallest group that each figure tells of, for the judgement of what may be told.
select family, figure, persona_id, behind
from journey_ranges
where persona_id is not null
union all
select 'funnel people' as family, figure, persona_id, people_behind as behind
from journey_ranges
where persona_id is not null and family = 'funnel'
union all
select 'contact' as family, phase || ':' || touchpoint as figure, persona_id, people as behind
from journey_contact_sums
where persona_id is not null and channel = ''
union all
select
    'contact people' as family,
    c.phase || ':' || c.touchpoint as figure,
    c.persona_id,
    least(c.people, case when b.base > c.people then b.base - c.people else c.people end) as behind
from journey_contact_sums as c
left join (
    select persona_id, 'sessions' as unit, in_web as base from journey_sizes
    union all
    select persona_id, 'orders' as unit, in_orders as base from journey_sizes
    union all
    select persona_id, 'answers' as unit, in_survey as base from journey_sizes
) as b on b.persona_id = c.persona_id and b.unit = c.unit
where c.persona_id is not null and c.channel = ''
union all
select 'feeling' as family, origin || ':' || touchpoint as figure, persona_id, n as behind
from journey_sentiments
union all
select 'before' as family, origin || ':' || touchpoint as figure, persona_id, n_before as behind
from journey_sentiments
where n_before > 0
union all
select 'need' as family, kind || ':' || question || ':' || wording as figure, persona_id, behind
from journey_needs
