-- What each person of the temporary table persona_picture chose in the window, by question: categories of order lines,
-- channels of orders, media of visits, last answers, attributes in force. hits of total, both counted over all values. A colon parts
-- a question from its value in the names of traits, so the id of a question loses its own.
with bought as (
    select l.identity_key, 'category' as question, trim(l.category) as value, count(*) as hits
    from core.order_lines as l
    where l.business_day between $first_day and $as_of and l.line_type = 'sale' and l.identity_key is not null
        and trim(l.category) <> ''
    group by l.identity_key, trim(l.category)
),

ordered as (
    select o.identity_key, 'sales_channel' as question, lower(trim(o.channel)) as value, count(*) as hits
    from core.orders as o
    where o.business_day between $first_day and $as_of and o.order_type = 'sale' and o.identity_key is not null
        and trim(o.channel) <> ''
    group by o.identity_key, lower(trim(o.channel))
),

came as (
    select s.identity_key, 'traffic' as question, case when lower(trim(s.traffic_medium)) in ('(none)', 'none') then 'direct' else lower(trim(s.traffic_medium)) end as value, count(*) as hits
    from core.sessions as s
    where s.business_day between $first_day and $as_of and s.identity_key is not null and trim(s.traffic_medium) <> ''
    group by s.identity_key, case when lower(trim(s.traffic_medium)) in ('(none)', 'none') then 'direct' else lower(trim(s.traffic_medium)) end
),

counted as (
    select coalesce(i.customer_key, c.identity_key) as customer_key, c.question, c.value, sum(c.hits) as hits
    from (
        select identity_key, question, value, hits from bought
        union all
        select identity_key, question, value, hits from ordered
        union all
        select identity_key, question, value, hits from came
    ) as c
    left join core.identities as i on i.identity_key = c.identity_key
    group by coalesce(i.customer_key, c.identity_key), c.question, c.value
),

totals as (
    select customer_key, question, sum(hits) as total
    from counted
    group by customer_key, question
),

-- Each person's last answer to each question counts, once for every choice that was ticked.
asked as (
    select
        coalesce(i.customer_key, r.identity_key) as customer_key,
        a.question_id,
        trim(a.answer_text) as value,
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

-- Of several sources that know a person, the one that learned last.
attributes as (
    select
        coalesce(i.customer_key, c.identity_key) as customer_key,
        c.age_band, c.gender, c.education, c.household, c.income, c.region, c.country, c.language,
        row_number() over (
            partition by coalesce(i.customer_key, c.identity_key) order by c.valid_from desc, c.source, c.identity_key
        ) as place
    from core.customer_attributes as c
    left join core.identities as i on i.identity_key = c.identity_key
    where c.valid_from <= $as_of and (c.valid_to is null or c.valid_to > $as_of)
),

told as (
    select
        customer_key,
        unnest([
            {'question': 'age_band', 'value': age_band},
            {'question': 'gender', 'value': gender},
            {'question': 'education', 'value': education},
            {'question': 'household', 'value': household},
            {'question': 'income', 'value': income},
            {'question': 'region', 'value': region},
            {'question': 'country', 'value': country},
            {'question': 'language', 'value': language}
        ]) as one
    from attributes
    where place = 1
),

everything as (
    select c.customer_key, c.question, c.value, cast(c.hits as double) as hits, cast(t.total as double) as total
    from counted as c
    inner join totals as t on t.customer_key = c.customer_key and t.question = c.question
    union all
    select distinct customer_key, 'answer:' || replace(question_id, ':', '') as question, value, 1.0 as hits, 1.0 as total
    from asked
    where answer_age = 1
    union all
    select customer_key, 'crm:' || one.question as question, trim(one.value) as value, 1.0 as hits, 1.0 as total
    from told
    where trim(one.value) <> ''
)

select e.customer_key, e.question, e.value, e.hits, e.total
from everything as e
where e.customer_key in (select customer_key from persona_picture)
