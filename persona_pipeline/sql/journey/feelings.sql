-- How each person feels about each touchpoint, in the window and in the one before: the mean of their ratings, and of what their
-- texts say. Signals of nobody in particular count as a person of their own, among all members only.
with people_of as (
    select identity_key, member::bigint as person, persona_id from journey_keys
),

rated as (
    select
        p.person,
        p.persona_id,
        coalesce(n.touchpoint, a.touchpoint) as touchpoint,
        'ratings' as origin,
        a.business_day,
        greatest(least(2 * (a.answer_number - s.low) / (s.high - s.low) - 1, 1), -1) as feeling
    from core.answers as a
    inner join core.responses as r
        on r.source = a.source and r.survey_id = a.survey_id and r.response_id = a.response_id
    inner join people_of as p on p.identity_key = r.identity_key
    inner join journey_scales as s on s.source = a.source and s.question_id = a.question_id
    left join journey_names as n on n.name = lower(a.touchpoint)
    where a.role = 'satisfaction' and a.answer_number is not null and a.touchpoint is not null
        and a.business_day between $day_before and $as_of
    union all
    select
        p.person, p.persona_id, 'recommendation' as touchpoint, 'ratings' as origin, r.business_day,
        case when r.nps >= 9 then 1 when r.nps <= 6 then -1 else 0 end as feeling
    from core.responses as r
    inner join people_of as p on p.identity_key = r.identity_key
    where r.nps is not null and r.business_day between $day_before and $as_of
),

signal_points as (
    select k.signal_type, arg_min(rules.touchpoint, rules.place) as touchpoint
    from (select distinct signal_type from core.signals) as k
    inner join journey_rules as rules on rules.kind = 'signal' and lower(k.signal_type) like rules.one escape '\'
    group by k.signal_type
),

told as (
    select
        s.source, s.signal_id, s.business_day, s.rating, p.persona_id, t.touchpoint,
        coalesce(p.person, -row_number() over (order by s.source, s.signal_id)) as person
    from core.signals as s
    inner join signal_points as t on t.signal_type = s.signal_type
    left join people_of as p on p.identity_key = s.identity_key
    where s.business_day between $day_before and $as_of and (s.identity_key is null or p.person is not null)
),

reviewed as (
    select
        person,
        persona_id,
        touchpoint,
        'ratings' as origin,
        business_day,
        2 * (rating - $review_low) / ($review_high - $review_low) - 1 as feeling
    from told
    where rating between $review_low and $review_high
),

written as (
    select
        p.person, p.persona_id, x.touchpoint, 'text' as origin, x.business_day, x.sentiment as feeling
    from core.text_sentiment as x
    inner join core.responses as r
        on r.source = x.source and r.survey_id = x.survey_id and r.response_id = x.item_id
    inner join people_of as p on p.identity_key = r.identity_key
    where x.origin = 'answer' and x.touchpoint <> '' and x.sentiment is not null and x.business_day between $day_before and $as_of
    union all
    select
        p.person, p.persona_id, coalesce(n.touchpoint, a.touchpoint) as touchpoint, 'text' as origin, x.business_day,
        x.sentiment as feeling
    from core.text_sentiment as x
    inner join core.answers as a
        on a.source = x.source and a.survey_id = x.survey_id and a.response_id = x.item_id
        and a.question_id = x.question_id and a.choice = x.choice
    inner join core.responses as r
        on r.source = x.source and r.survey_id = x.survey_id and r.response_id = x.item_id
    inner join people_of as p on p.identity_key = r.identity_key
    left join journey_names as n on n.name = lower(a.touchpoint)
    where x.origin = 'answer' and x.touchpoint = '' and a.touchpoint is not null and x.sentiment is not null
        and x.business_day between $day_before and $as_of
    union all
    select
        t.person, t.persona_id,
        coalesce(nullif(x.touchpoint, ''), t.touchpoint) as touchpoint, 'text' as origin, x.business_day, x.sentiment as feeling
    from core.text_sentiment as x
    inner join told as t on t.source = x.source and t.signal_id = x.item_id
    where x.origin = 'signal' and x.sentiment is not null
),

everything as (
    select person, persona_id, touchpoint, origin, business_day, feeling from rated
    union all
    select person, persona_id, touchpoint, origin, business_day, feeling from reviewed
    union all
    select person, persona_id, touchpoint, origin, business_day, feeling from written
)

select
    person,
    persona_id,
    touchpoint,
    origin,
    business_day >= $first_day as this_window,
    cast(avg(cast(feeling as decimal(18, 6))) as decimal(18, 6)) as feeling
from everything
group by person, persona_id, touchpoint, origin, business_day >= $first_day
