-- How each person feels about each touchpoint, in the window and in the one before: the mean of their ratings, and of what their
-- texts say, and what the person weighs: less where their responses look careless.
with rated as (
    select
        r.member::bigint as person,
        r.persona_id,
        coalesce(n.touchpoint, a.touchpoint) as touchpoint,
        'ratings' as origin,
        r.business_day,
        greatest(least(2 * (a.answer_number - s.low) / (s.high - s.low) - 1, 1), -1) as feeling,
        r.weight
    from core.answers as a
    inner join journey_responses as r
        on r.source = a.source and r.survey_id = a.survey_id and r.response_id = a.response_id
    inner join journey_scales as s on s.source = a.source and s.question_id = a.question_id
    left join journey_names as n on n.name = lower(a.touchpoint)
    where a.role = 'satisfaction' and a.answer_number is not null and a.touchpoint is not null
    union all
    select
        member::bigint as person, persona_id, 'recommendation' as touchpoint, 'ratings' as origin, business_day,
        case when nps >= 9 then 1 when nps <= 6 then -1 else 0 end as feeling, weight
    from journey_responses
    where nps is not null
    union all
    select
        person, persona_id, touchpoint, 'ratings' as origin, business_day,
        2 * (rating - $review_low) / ($review_high - $review_low) - 1 as feeling, 1 as weight
    from journey_signals
    where rating between $review_low and $review_high
),

-- A text is about what it mentions, and as a whole about what was asked or where it was told.
written as (
    select
        r.member::bigint as person, r.persona_id,
        case when x.touchpoint <> '' then x.touchpoint else coalesce(n.touchpoint, a.touchpoint) end as touchpoint,
        'text' as origin, r.business_day, x.sentiment as feeling, r.weight
    from core.text_sentiment as x
    inner join journey_responses as r
        on r.source = x.source and r.survey_id = x.survey_id and r.response_id = x.item_id
    left join core.answers as a
        on a.source = x.source and a.survey_id = x.survey_id and a.response_id = x.item_id
        and a.question_id = x.question_id and a.choice = x.choice
    left join journey_names as n on n.name = lower(a.touchpoint)
    where x.origin = 'answer' and x.sentiment is not null and (x.touchpoint <> '' or a.touchpoint is not null)
    union all
    select
        t.person, t.persona_id, coalesce(nullif(x.touchpoint, ''), t.touchpoint) as touchpoint,
        'text' as origin, t.business_day, x.sentiment as feeling, 1 as weight
    from core.text_sentiment as x
    inner join journey_signals as t on t.source = x.source and t.signal_id = x.item_id
    where x.origin = 'signal' and x.sentiment is not null
),

everything as (
    select person, persona_id, touchpoint, origin, business_day >= $first_day as this_window, feeling, cast(weight as decimal(18, 6)) as weight
    from rated
    union all
    select person, persona_id, touchpoint, origin, business_day >= $first_day as this_window, feeling, cast(weight as decimal(18, 6)) as weight
    from written
)

select
    person,
    persona_id,
    touchpoint,
    origin,
    this_window,
    cast(sum(cast(weight * feeling as decimal(18, 6))) / sum(weight) as decimal(18, 6)) as feeling,
    cast(avg(weight) as decimal(18, 6)) as weight
from everything
group by person, persona_id, touchpoint, origin, this_window
