-- The places where people of a persona are lost, of figures that are told: steps of the buying process, and touchpoints that let
-- people down. How many get to a touchpoint are its contacts where they are known and it is rated; of what is read from texts only
-- those who wrote about it, because who has nothing to say is rarely let down.
select
    f.persona_id,
    f.step as place,
    case f.step when 'view' then 'home page' when 'cart' then 'product page' when 'checkout' then 'cart' when 'payment' then 'checkout' else 'payment' end as touchpoint,
    'kept_share' as measure,
    f.kept_share as measured,
    f.low,
    f.high,
    b.people::bigint as people,
    true as better_up
from marts.persona_funnels as f
inner join marts.persona_funnels as b
    on b.as_of = f.as_of and b.persona_id = f.persona_id and b.step_number = f.step_number - 1
where f.as_of = $as_of and f.kept_share is not null and b.people is not null
union all
select
    j.persona_id,
    'touchpoint:' || j.touchpoint as place,
    j.touchpoint,
    'unhappy_share' as measure,
    r.ratio as measured,
    r.low,
    r.high,
    case when j.sentiment_source = 'ratings' then coalesce(j.people, j.sentiment_n) else j.sentiment_n end::bigint as people,
    false as better_up
from marts.persona_journey as j
inner join journey_ranges as r
    on r.family = 'unhappy' and r.persona_id = j.persona_id and r.figure = j.sentiment_source || ':' || j.touchpoint
anti join journey_hidden as h on h.family = 'unhappy' and h.persona_id = r.persona_id and h.figure = r.figure
where j.as_of = $as_of and j.channel = 'all' and j.sentiment is not null and j.touchpoint <> 'recommendation'
order by persona_id, place
