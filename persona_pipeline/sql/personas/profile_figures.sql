-- Every profile figure with what is needed to judge whether it may be told. Means with their variance come from sums of
-- decimals, whose order does not matter. 'all' is all members: who has nothing but a refund in the window has no trait to be
-- assigned by and counts nowhere. Before the first version nobody is a member, and 'all' is everybody in the picture.
-- Figures of orders are about the buyers, people with an order in the window: a few more with nothing but a refund would follow
-- from the difference of two figures.
with people as (
    select
        f.customer_key,
        m.persona_id,
        cast(f.recency_days as decimal(38, 6)) as recency_days,
        cast(cast(f.recency_days as double) * cast(f.recency_days as double) as decimal(38, 6)) as recency_days_2,
        cast(f.tenure_days as decimal(38, 6)) as tenure_days,
        cast(cast(f.tenure_days as double) * cast(f.tenure_days as double) as decimal(38, 6)) as tenure_days_2,
        cast(f.frequency as decimal(38, 6)) as frequency,
        cast(cast(f.frequency as double) * cast(f.frequency as double) as decimal(38, 6)) as frequency_2,
        case when f.frequency is not null then cast(f.monetary as decimal(38, 6)) end as monetary,
        case when f.frequency is not null then cast(cast(f.monetary as double) * cast(f.monetary as double) as decimal(38, 6)) end as monetary_2,
        case when f.frequency is not null then cast(f.order_value as decimal(38, 6)) end as order_value,
        case when f.frequency is not null then cast(cast(f.order_value as double) * cast(f.order_value as double) as decimal(38, 6)) end as order_value_2,
        case when f.frequency is not null then cast(f.pieces_per_order as decimal(38, 6)) end as pieces_per_order,
        case when f.frequency is not null then cast(cast(f.pieces_per_order as double) * cast(f.pieces_per_order as double) as decimal(38, 6)) end as pieces_per_order_2,
        case when f.frequency is not null then cast(f.refund_share as decimal(38, 6)) end as refund_share,
        case when f.frequency is not null then cast(cast(f.refund_share as double) * cast(f.refund_share as double) as decimal(38, 6)) end as refund_share_2,
        cast(f.web_tenure_days as decimal(38, 6)) as web_tenure_days,
        cast(cast(f.web_tenure_days as double) * cast(f.web_tenure_days as double) as decimal(38, 6)) as web_tenure_days_2,
        cast(f.active_sessions as decimal(38, 6)) as active_sessions,
        cast(cast(f.active_sessions as double) * cast(f.active_sessions as double) as decimal(38, 6)) as active_sessions_2,
        cast(f.pages_per_session as decimal(38, 6)) as pages_per_session,
        cast(cast(f.pages_per_session as double) * cast(f.pages_per_session as double) as decimal(38, 6)) as pages_per_session_2,
        cast(f.mobile_share as decimal(38, 6)) as mobile_share,
        cast(cast(f.mobile_share as double) * cast(f.mobile_share as double) as decimal(38, 6)) as mobile_share_2,
        cast(f.paid_share as decimal(38, 6)) as paid_share,
        cast(cast(f.paid_share as double) * cast(f.paid_share as double) as decimal(38, 6)) as paid_share_2,
        cast(f.social_share as decimal(38, 6)) as social_share,
        cast(cast(f.social_share as double) * cast(f.social_share as double) as decimal(38, 6)) as social_share_2,
        cast(f.email_share as decimal(38, 6)) as email_share,
        cast(cast(f.email_share as double) * cast(f.email_share as double) as decimal(38, 6)) as email_share_2,
        cast(f.search_share as decimal(38, 6)) as search_share,
        cast(cast(f.search_share as double) * cast(f.search_share as double) as decimal(38, 6)) as search_share_2,
        cast(f.cart_share as decimal(38, 6)) as cart_share,
        cast(cast(f.cart_share as double) * cast(f.cart_share as double) as decimal(38, 6)) as cart_share_2,
        cast(f.purchase_share as decimal(38, 6)) as purchase_share,
        cast(cast(f.purchase_share as double) * cast(f.purchase_share as double) as decimal(38, 6)) as purchase_share_2,
        cast(f.nps as decimal(38, 6)) as nps,
        cast(cast(f.nps as double) * cast(f.nps as double) as decimal(38, 6)) as nps_2,
        cast(f.satisfaction as decimal(38, 6)) as satisfaction,
        cast(cast(f.satisfaction as double) * cast(f.satisfaction as double) as decimal(38, 6)) as satisfaction_2
    from marts.customer_features as f
    left join marts.persona_members as m on m.as_of = $as_of and m.customer_key = f.customer_key
    where f.as_of = $as_of and (m.customer_key is not null or $version = 0)
),

personas as (
    select persona_id from marts.personas where version = $version
    union all
    select 'all' as persona_id
),

sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else coalesce(persona_id, 'none') end as persona_id,
        count(*) as people,
        count(monetary) as buyers,
        coalesce(sum(monetary), 0) as revenue,
        [
            {'figure': 'recency_days', 'source': 'orders', 'unit': 'days', 'n': count(recency_days), 'total': sum(recency_days), 'squares': sum(recency_days_2)},
            {'figure': 'tenure_days', 'source': 'orders', 'unit': 'days', 'n': count(tenure_days), 'total': sum(tenure_days), 'squares': sum(tenure_days_2)},
            {'figure': 'frequency', 'source': 'orders', 'unit': 'orders', 'n': count(frequency), 'total': sum(frequency), 'squares': sum(frequency_2)},
            {'figure': 'monetary', 'source': 'orders', 'unit': 'currency', 'n': count(monetary), 'total': sum(monetary), 'squares': sum(monetary_2)},
            {'figure': 'order_value', 'source': 'orders', 'unit': 'currency', 'n': count(order_value), 'total': sum(order_value), 'squares': sum(order_value_2)},
            {'figure': 'pieces_per_order', 'source': 'orders', 'unit': 'pieces', 'n': count(pieces_per_order), 'total': sum(pieces_per_order), 'squares': sum(pieces_per_order_2)},
            {'figure': 'refund_share', 'source': 'orders', 'unit': 'share', 'n': count(refund_share), 'total': sum(refund_share), 'squares': sum(refund_share_2)},
            {'figure': 'web_tenure_days', 'source': 'web', 'unit': 'days', 'n': count(web_tenure_days), 'total': sum(web_tenure_days), 'squares': sum(web_tenure_days_2)},
            {'figure': 'active_sessions', 'source': 'web', 'unit': 'sessions', 'n': count(active_sessions), 'total': sum(active_sessions), 'squares': sum(active_sessions_2)},
            {'figure': 'pages_per_session', 'source': 'web', 'unit': 'pages', 'n': count(pages_per_session), 'total': sum(pages_per_session), 'squares': sum(pages_per_session_2)},
            {'figure': 'mobile_share', 'source': 'web', 'unit': 'share', 'n': count(mobile_share), 'total': sum(mobile_share), 'squares': sum(mobile_share_2)},
            {'figure': 'paid_share', 'source': 'web', 'unit': 'share', 'n': count(paid_share), 'total': sum(paid_share), 'squares': sum(paid_share_2)},
            {'figure': 'social_share', 'source': 'web', 'unit': 'share', 'n': count(social_share), 'total': sum(social_share), 'squares': sum(social_share_2)},
            {'figure': 'email_share', 'source': 'web', 'unit': 'share', 'n': count(email_share), 'total': sum(email_share), 'squares': sum(email_share_2)},
            {'figure': 'search_share', 'source': 'web', 'unit': 'share', 'n': count(search_share), 'total': sum(search_share), 'squares': sum(search_share_2)},
            {'figure': 'cart_share', 'source': 'web', 'unit': 'share', 'n': count(cart_share), 'total': sum(cart_share), 'squares': sum(cart_share_2)},
            {'figure': 'purchase_share', 'source': 'web', 'unit': 'share', 'n': count(purchase_share), 'total': sum(purchase_share), 'squares': sum(purchase_share_2)},
            {'figure': 'nps', 'source': 'survey', 'unit': 'points', 'n': count(nps), 'total': sum(nps), 'squares': sum(nps_2)},
            {'figure': 'satisfaction', 'source': 'survey', 'unit': 'points', 'n': count(satisfaction), 'total': sum(satisfaction), 'squares': sum(satisfaction_2)}
        ] as figures
    from people
    group by grouping sets ((persona_id), ())
),

sizes as (
    select
        p.persona_id,
        coalesce(s.people, 0) as people,
        coalesce(s.buyers, 0) as buyers,
        coalesce(s.revenue, 0) as revenue,
        max(coalesce(s.people, 0)) over () as everyone,
        max(s.revenue) filter (where p.persona_id = 'all') over () as all_revenue
    from personas as p
    left join sums as s on s.persona_id = p.persona_id
),

listed as (
    select persona_id, unnest(figures) as one
    from sums
    where persona_id <> 'none'
),

means as (
    select
        persona_id,
        one.figure as figure,
        one.source as source,
        one.unit as unit,
        one.n as n,
        cast(one.total as double) / nullif(one.n, 0) as mean,
        case when one.n > 1 then sqrt(greatest(
            (cast(one.squares as double) - cast(one.total as double) * cast(one.total as double) / one.n) / (one.n - 1), 0
        ) / one.n) end as error,
        one.n - 1 as freedom
    from listed
),

-- 1.96 of the normal curve, widened for few people to Student's t (Cornish and Fisher's expansion)
ranges as (
    select
        *,
        error * (1.959964 + case when freedom > 0 then 2.372271 / freedom + 2.822500 / (freedom * freedom) else 0 end) as half
    from means
),

feature_rows as (
    select
        persona_id, figure, source, unit, n, n as behind,
        mean as figure_value,
        case when unit = 'share' then greatest(mean - half, 0) else mean - half end as low,
        case when unit = 'share' then least(mean + half, 1) else mean + half end as high
    from ranges
),

-- Each person's last answer to each question counts, once for every choice that was ticked.
asked as (
    select
        coalesce(i.customer_key, r.identity_key) as customer_key,
        a.question_id,
        a.answer_text,
        dense_rank() over (
            partition by coalesce(i.customer_key, r.identity_key), a.question_id
            order by r.business_day desc, r.submitted_at desc, r.source desc, r.survey_id desc, r.response_id desc
        ) as answer_age
    from core.responses as r
    inner join core.answers as a
        on a.source = r.source and a.survey_id = r.survey_id and a.response_id = r.response_id
    left join core.identities as i on i.identity_key = r.identity_key
    where r.identity_key is not null
        and r.business_day between $first_day and $as_of
        and a.role in ('need', 'pain', 'goal', 'channel', 'decision_factor', 'demographic')
        and trim(a.answer_text) <> ''
),

ticked as (
    select distinct p.customer_key, p.persona_id, a.question_id, trim(a.answer_text) as answer_text
    from asked as a
    inner join people as p on p.customer_key = a.customer_key
    where a.answer_age = 1
),

respondents as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        question_id,
        count(distinct customer_key) as n
    from ticked
    group by grouping sets ((persona_id, question_id), (question_id))
),

-- An answer that hardly anybody gave would name people, so it is not even listed.
answers as (
    select question_id, answer_text
    from ticked
    group by question_id, answer_text
    having count(distinct customer_key) >= $min_cell
),

ticks as (
    select
        case when grouping(t.persona_id) = 1 then 'all' else t.persona_id end as persona_id,
        t.question_id,
        t.answer_text,
        count(distinct t.customer_key) as people
    from ticked as t
    group by grouping sets ((t.persona_id, t.question_id, t.answer_text), (t.question_id, t.answer_text))
),

shares as (
    select
        p.persona_id, 'share' as figure, '' as question, 'all' as source, p.everyone as n, p.people as behind, p.people as hits
    from sizes as p
    where p.everyone > 0
    union all
    select
        q.persona_id,
        'answer:' || a.question_id || ':' || a.answer_text as figure,
        a.question_id as question,
        'survey' as source,
        coalesce(r.n, 0) as n,
        least(coalesce(t.people, 0), coalesce(r.n, 0) - coalesce(t.people, 0)) as behind,
        coalesce(t.people, 0) as hits
    from personas as q
    cross join answers as a
    left join respondents as r on r.persona_id = q.persona_id and r.question_id = a.question_id
    left join ticks as t
        on t.persona_id = q.persona_id and t.question_id = a.question_id and t.answer_text = a.answer_text
),

-- Wilson's interval, 1.96 squared is 3.841459
share_rows as (
    select
        persona_id, figure, question, source, 'share' as unit, n, behind, hits,
        hits / nullif(n, 0) as figure_value,
        greatest((hits + 1.920729 - 1.959964 * sqrt(hits * (n - hits) / nullif(n, 0) + 0.960365)) / (n + 3.841459), 0) as low,
        least((hits + 1.920729 + 1.959964 * sqrt(hits * (n - hits) / nullif(n, 0) + 0.960365)) / (n + 3.841459), 1) as high
    from shares
),

counted_rows as (
    select
        persona_id, 'members' as figure, 'all' as source, 'customers' as unit, people as n, people as behind,
        cast(people as double) as figure_value, cast(null as double) as low, cast(null as double) as high
    from sizes
    union all
    select
        persona_id, 'revenue' as figure, 'orders' as source, 'currency' as unit, buyers as n, buyers as behind,
        cast(revenue as double) as figure_value, cast(null as double) as low, cast(null as double) as high
    from sizes
    union all
    select
        persona_id, 'revenue_share' as figure, 'orders' as source, 'share' as unit, buyers as n, buyers as behind,
        case when all_revenue > 0 then cast(revenue as double) / cast(all_revenue as double) end as figure_value,
        cast(null as double) as low, cast(null as double) as high
    from sizes
)

select persona_id, figure, '' as question, source, unit, n, behind, 0 as hits, figure_value, low, high from counted_rows
union all
select persona_id, figure, question, source, unit, n, behind, hits, figure_value, low, high from share_rows
union all
select persona_id, figure, '' as question, source, unit, n, behind, 0 as hits, figure_value, low, high from feature_rows
