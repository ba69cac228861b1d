-- Members by the channels they came through, the categories they bought from and the attributes that are known of them:
-- rows as those of personas/profile_figures, so that marts/persona_profiles hides of both what is about too few people.
with members as (
    select customer_key, persona_id from marts.persona_members where as_of = $as_of
),

visits as (
    select distinct
        m.customer_key,
        m.persona_id,
        'channel' as question,
        'web' as source,
        case
            when lower(s.traffic_medium) in ('email', 'e-mail', 'newsletter') then 'email'
            when lower(s.traffic_medium) = 'paid_social' then 'paid_social'
            when lower(s.traffic_medium) in ('social', 'social-media', 'sm') then 'social'
            when lower(s.traffic_medium) in ('cpc', 'ppc', 'paid', 'display', 'paidsearch') then 'paid'
            when lower(s.traffic_medium) = 'organic' then 'search'
            when lower(s.traffic_medium) = 'referral' then 'referral'
            when coalesce(s.traffic_medium, '') = '' and coalesce(s.traffic_source, '') = '' then 'direct'
            when lower(s.traffic_medium) in ('(none)', 'none', 'direct') then 'direct'
            when lower(s.traffic_source) in ('(direct)', 'direct') then 'direct'
            else 'other'
        end as channel,
        trim(s.traffic_source) as site
    from core.sessions as s
    left join core.identities as i on i.identity_key = s.identity_key
    inner join members as m on m.customer_key = coalesce(i.customer_key, s.identity_key)
    where s.business_day between $first_day and $as_of
),

bought as (
    select distinct m.customer_key, m.persona_id, 'category' as question, 'orders' as source, trim(l.category) as answer
    from core.order_lines as l
    left join core.identities as i on i.identity_key = l.identity_key
    inner join members as m on m.customer_key = coalesce(i.customer_key, l.identity_key)
    where l.business_day between $first_day and $as_of and l.line_type = 'sale' and trim(l.category) <> ''
),

periods as (
    select
        m.customer_key,
        m.persona_id,
        a.valid_from,
        a.source as crm,
        a.identity_key,
        unnest([
            {'question': 'age_band', 'answer': coalesce(a.age_band, case
                when year($as_of) - a.birth_year < 18 then '0-17'
                when year($as_of) - a.birth_year < 25 then '18-24'
                when year($as_of) - a.birth_year < 35 then '25-34'
                when year($as_of) - a.birth_year < 45 then '35-44'
                when year($as_of) - a.birth_year < 55 then '45-54'
                when year($as_of) - a.birth_year < 65 then '55-64'
                when a.birth_year is not null then '65+'
            end)},
            {'question': 'household', 'answer': a.household},
            {'question': 'education', 'answer': a.education},
            {'question': 'gender', 'answer': a.gender},
            {'question': 'region', 'answer': a.region},
            {'question': 'income', 'answer': a.income}
        ]) as one
    from core.customer_attributes as a
    left join core.identities as i on i.identity_key = a.identity_key
    inner join members as m on m.customer_key = coalesce(i.customer_key, a.identity_key)
    where a.valid_from <= $as_of and (a.valid_to is null or a.valid_to > $as_of)
),

attributes as (
    select customer_key, persona_id, one.question as question, 'crm' as source, trim(one.answer) as answer
    from periods
    where trim(one.answer) <> ''
    qualify row_number() over (
        partition by customer_key, one.question order by valid_from desc, crm desc, identity_key desc
    ) = 1
),

facts as (
    select
        customer_key, persona_id, question, source,
        case when channel = 'direct' or coalesce(site, '') = '' then channel else channel || ':' || site end as answer
    from visits
    union all
    select customer_key, persona_id, question, source, answer from bought
    union all
    select customer_key, persona_id, question, source, answer from attributes
),

known as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        question,
        source,
        count(distinct customer_key) as n
    from facts
    group by grouping sets ((persona_id, question, source), (question, source))
),

-- What hardly anybody has would name people, so it is not even listed.
listed as (
    select question, answer
    from facts
    group by question, answer
    having count(distinct customer_key) >= $min_cell
),

ticks as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        question,
        answer,
        count(distinct customer_key) as hits
    from facts
    group by grouping sets ((persona_id, question, answer), (question, answer))
),

shares as (
    select
        k.persona_id,
        k.question || ':' || l.answer as figure,
        k.question,
        k.source,
        k.n,
        least(coalesce(t.hits, 0), k.n - coalesce(t.hits, 0)) as behind,
        coalesce(t.hits, 0) as hits
    from known as k
    inner join listed as l on l.question = k.question
    left join ticks as t on t.persona_id = k.persona_id and t.question = l.question and t.answer = l.answer
)

-- Wilson's interval, 1.96 squared is 3.841459
select
    persona_id, figure, question, source, 'share' as unit, n, behind, hits,
    hits / nullif(n, 0) as figure_value,
    greatest((hits + 1.920729 - 1.959964 * sqrt(hits * (n - hits) / nullif(n, 0) + 0.960365)) / (n + 3.841459), 0) as low,
    least((hits + 1.920729 + 1.959964 * sqrt(hits * (n - hits) / nullif(n, 0) + 0.960365)) / (n + 3.841459), 1) as high
from shares
