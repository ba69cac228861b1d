-- The places where people of a persona are lost or let down, by figures that are told: steps of the buying process, and touchpoints
-- that people feel about. Where the funnel does not tell how many people a step loses, the step is only what others are held against.
-- To a touchpoint get its contacts, or, where what is felt is read from texts, only those who wrote about it: who has nothing to say is
-- rarely let down.
with funnel as (
    select *, lag(people) over (partition by persona_id order by step_number) as people_before
    from marts.persona_funnels
    where as_of = $as_of
)

select
    persona_id,
    step as place,
    case step
        when 'view' then 'home page' when 'cart' then 'product page' when 'checkout' then 'cart' when 'payment' then 'checkout'
        else 'payment'
    end as touchpoint,
    'kept_share' as measure,
    false as rated,
    kept_share as measured,
    low,
    high,
    case when lost_people is not null then people_before end as people,
    lost_people
from funnel
where kept_share is not null
union all
select
    persona_id,
    'touchpoint:' || touchpoint as place,
    touchpoint,
    'sentiment' as measure,
    sentiment_source = 'ratings' as rated,
    sentiment as measured,
    sentiment_low as low,
    sentiment_high as high,
    case when sentiment_source = 'ratings' then coalesce(people, sentiment_n) else sentiment_n end as people,
    null::bigint as lost_people
from marts.persona_journey
where as_of = $as_of and channel = 'all' and sentiment is not null and touchpoint <> 'recommendation'
order by persona_id, place
