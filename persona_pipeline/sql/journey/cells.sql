-- The smallest group that each figure tells of, for the judgement of what may be told. Of the steps of the buying process every
-- difference of two can be worked out, so a step goes where few were lost before it, since the last step that lost anybody, or few
-- between it and the purchase; the purchase, which KPIs tell, goes only where few visit without one.
with steps as (
    select
        r.persona_id, r.figure, r.people, nullif(r.hit_people, 0) as hit_people, nullif(e.drop_people, 0) as later_people,
        last_value(nullif(r.drop_people, 0) ignore nulls) over so_far as drop_people,
        last_value(nullif(r.lost_people, 0) ignore nulls) over so_far as lost_people
    from journey_ranges as r
    left join journey_ranges as e
        on e.family = 'end' and e.persona_id = r.persona_id
        and e.figure = case r.figure when 'purchase' then 'session' else r.figure end
    where r.family = 'funnel' and r.persona_id is not null
    window so_far as (
        partition by r.persona_id
        order by list_position(['session', 'view', 'cart', 'checkout', 'payment', 'purchase'], r.figure)
        rows between unbounded preceding and current row
    )
)

select family, figure, persona_id, behind
from journey_ranges
where persona_id is not null and family = 'kpi'
union all
select
    'funnel' as family, figure, persona_id,
    case figure
        when 'session' then people
        when 'purchase' then least(people, hit_people, later_people)
        else least(people, hit_people, drop_people, later_people)
    end as behind
from steps
union all
select 'funnel people' as family, figure, persona_id, least(people, hit_people, lost_people) as behind
from steps
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
