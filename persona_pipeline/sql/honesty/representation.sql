-- How many members and buyers there are with each value, and how many of them answered any survey in the window.
with answering as (
    select distinct customer_key from survey_voices
),

people as (
    select p.persona_id, p.segment, a.customer_key is not null as answers, f.*
    from survey_people as p
    inner join marts.customer_features as f on f.as_of = $as_of and f.customer_key = p.customer_key
    left join answering as a on a.customer_key = p.customer_key
),

personas as (
    select persona_id from marts.personas where version = $version
),

segments as (
    select segment from marts.rfm_summary where as_of = $as_of
),

by_persona as (
    select 'members' as against, persona_id, count(*) as people, count(*) filter (where answers) as respondents
    from people
    group by persona_id
    union all
    select 'buyers' as against, persona_id, count(*) as people, count(*) filter (where answers) as respondents
    from people
    where segment is not null
    group by persona_id
),

by_segment as (
    select segment, count(*) as people, count(*) filter (where answers) as respondents
    from people
    where segment is not null
    group by segment
),

halves as (
    select
        median(recency_days) as recency_days, median(frequency) as frequency, median(monetary) as monetary,
        median(order_value) as order_value, median(pieces_per_order) as pieces_per_order, median(refund_share) as refund_share,
        median(active_sessions) as active_sessions, median(pages_per_session) as pages_per_session,
        median(mobile_share) as mobile_share, median(paid_share) as paid_share, median(social_share) as social_share,
        median(email_share) as email_share, median(search_share) as search_share, median(cart_share) as cart_share,
        median(purchase_share) as purchase_share
    from people
),

counted as (
    select [
        {'trait': 'recency_days', 'known': count(p.recency_days), 'people': count(*) filter (where p.recency_days > h.recency_days), 'asked': count(p.recency_days) filter (where answers), 'respondents': count(*) filter (where answers and p.recency_days > h.recency_days)},
        {'trait': 'frequency', 'known': count(p.frequency), 'people': count(*) filter (where p.frequency > h.frequency), 'asked': count(p.frequency) filter (where answers), 'respondents': count(*) filter (where answers and p.frequency > h.frequency)},
        {'trait': 'monetary', 'known': count(p.monetary), 'people': count(*) filter (where p.monetary > h.monetary), 'asked': count(p.monetary) filter (where answers), 'respondents': count(*) filter (where answers and p.monetary > h.monetary)},
        {'trait': 'order_value', 'known': count(p.order_value), 'people': count(*) filter (where p.order_value > h.order_value), 'asked': count(p.order_value) filter (where answers), 'respondents': count(*) filter (where answers and p.order_value > h.order_value)},
        {'trait': 'pieces_per_order', 'known': count(p.pieces_per_order), 'people': count(*) filter (where p.pieces_per_order > h.pieces_per_order), 'asked': count(p.pieces_per_order) filter (where answers), 'respondents': count(*) filter (where answers and p.pieces_per_order > h.pieces_per_order)},
        {'trait': 'refund_share', 'known': count(p.refund_share), 'people': count(*) filter (where p.refund_share > h.refund_share), 'asked': count(p.refund_share) filter (where answers), 'respondents': count(*) filter (where answers and p.refund_share > h.refund_share)},
        {'trait': 'active_sessions', 'known': count(p.active_sessions), 'people': count(*) filter (where p.active_sessions > h.active_sessions), 'asked': count(p.active_sessions) filter (where answers), 'respondents': count(*) filter (where answers and p.active_sessions > h.active_sessions)},
        {'trait': 'pages_per_session', 'known': count(p.pages_per_session), 'people': count(*) filter (where p.pages_per_session > h.pages_per_session), 'asked': count(p.pages_per_session) filter (where answers), 'respondents': count(*) filter (where answers and p.pages_per_session > h.pages_per_session)},
        {'trait': 'mobile_share', 'known': count(p.mobile_share), 'people': count(*) filter (where p.mobile_share > h.mobile_share), 'asked': count(p.mobile_share) filter (where answers), 'respondents': count(*) filter (where answers and p.mobile_share > h.mobile_share)},
        {'trait': 'paid_share', 'known': count(p.paid_share), 'people': count(*) filter (where p.paid_share > h.paid_share), 'asked': count(p.paid_share) filter (where answers), 'respondents': count(*) filter (where answers and p.paid_share > h.paid_share)},
        {'trait': 'social_share', 'known': count(p.social_share), 'people': count(*) filter (where p.social_share > h.social_share), 'asked': count(p.social_share) filter (where answers), 'respondents': count(*) filter (where answers and p.social_share > h.social_share)},
        {'trait': 'email_share', 'known': count(p.email_share), 'people': count(*) filter (where p.email_share > h.email_share), 'asked': count(p.email_share) filter (where answers), 'respondents': count(*) filter (where answers and p.email_share > h.email_share)},
        {'trait': 'search_share', 'known': count(p.search_share), 'people': count(*) filter (where p.search_share > h.search_share), 'asked': count(p.search_share) filter (where answers), 'respondents': count(*) filter (where answers and p.search_share > h.search_share)},
        {'trait': 'cart_share', 'known': count(p.cart_share), 'people': count(*) filter (where p.cart_share > h.cart_share), 'asked': count(p.cart_share) filter (where answers), 'respondents': count(*) filter (where answers and p.cart_share > h.cart_share)},
        {'trait': 'purchase_share', 'known': count(p.purchase_share), 'people': count(*) filter (where p.purchase_share > h.purchase_share), 'asked': count(p.purchase_share) filter (where answers), 'respondents': count(*) filter (where answers and p.purchase_share > h.purchase_share)}
    ] as traits
    from people as p
    cross join halves as h
),

traits as (
    select unnest(traits) as one from counted
),

sides as (
    select 'members' as against
    union all
    select 'buyers' as against
),

-- A total is that of the lines, so that every share is of the people who are in one of them.
everything as (
    select
        s.against, 'persona' as dimension, p.persona_id as value, coalesce(b.people, 0) as people, coalesce(b.respondents, 0) as respondents,
        sum(coalesce(b.people, 0)) over (partition by s.against) as all_people,
        sum(coalesce(b.respondents, 0)) over (partition by s.against) as all_respondents
    from sides as s
    cross join personas as p
    left join by_persona as b on b.against = s.against and b.persona_id = p.persona_id
    union all
    select
        'buyers' as against, 'segment' as dimension, s.segment as value, coalesce(b.people, 0) as people,
        coalesce(b.respondents, 0) as respondents,
        sum(coalesce(b.people, 0)) over () as all_people,
        sum(coalesce(b.respondents, 0)) over () as all_respondents
    from segments as s
    left join by_segment as b on b.segment = s.segment
    union all
    select
        'members' as against, 'trait' as dimension, one.trait as value, one.people as people, one.respondents as respondents,
        one.known as all_people, one.asked as all_respondents
    from traits
)

select * from everything
