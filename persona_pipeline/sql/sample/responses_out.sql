-- Survey responses on their way to a file. Buyers answer some days after their order, visitors at once.
insert into responses_out by name
with asked as (
    select v.*, b.*  exclude (behaviour, persona),
        case when v.kind = 2 then 1 when v.buys then b.answers_an_order else b.answers_an_order * 0.02 end as chance
    from visits as v
    inner join behaviours as b on b.behaviour = v.behaviour
),
answered as (
    select
        *,
        business_day + case when buys then 1 + floor(6 * uniform(key, 71))::integer else 0 end as answer_day,
        -- one answer in twenty says anything at all: extremes occur in every persona
        case
            when uniform(key, 103) < 0.05 then floor(11 * uniform(key, 104))
            else round(nps + (uniform(key, 72) + uniform(key, 73) - 1) * nps_spread * 1.5)
        end::integer as score
    from asked
    where uniform(key, 70) < chance
),
scored as (
    select * replace (greatest(0, least(10, score)) as score)
    from answered
),
chosen as (
    select
        a.*,
        lang.value as language,
        age.value as age_band,
        gender.value as gender,
        household.value as household,
        education.value as education,
        region.value as region,
        need.value as first_need,
        case when uniform(a.key, 75) < 0.5 and need2.value <> need.value then need2.value end as second_need,
        goal.value as goal,
        pain.value as pain,
        channel.value as channel,
        factor.value as decision_factor,
        case when a.score >= 9 then 'glad' when a.score >= 7 then 'even' else 'cross' end as mood
    from scored as a
    inner join choices as lang on lang.behaviour = a.behaviour and lang.what = 'language' and lang.slot = slot(uniform(a.person_key, 30))
    inner join choices as age on age.behaviour = a.behaviour and age.what = 'age_band' and age.slot = slot(uniform(a.person_key, 31))
    inner join choices as gender on gender.behaviour = a.behaviour and gender.what = 'gender' and gender.slot = slot(uniform(a.person_key, 32))
    inner join choices as household on household.behaviour = a.behaviour and household.what = 'household' and household.slot = slot(uniform(a.person_key, 33))
    inner join choices as education on education.behaviour = a.behaviour and education.what = 'education' and education.slot = slot(uniform(a.person_key, 34))
    inner join choices as region on region.behaviour = a.behaviour and region.what = 'region' and region.slot = slot(uniform(a.person_key, 35))
    inner join choices as need on need.behaviour = a.behaviour and need.what = 'need' and need.slot = slot(uniform(a.key, 76))
    inner join choices as need2 on need2.behaviour = a.behaviour and need2.what = 'need' and need2.slot = slot(uniform(a.key, 77))
    inner join choices as goal on goal.behaviour = a.behaviour and goal.what = 'goal' and goal.slot = slot(uniform(a.key, 78))
    inner join choices as pain on pain.behaviour = a.behaviour and pain.what = 'pain' and pain.slot = slot(uniform(a.key, 79))
    inner join choices as channel on channel.behaviour = a.behaviour and channel.what = 'channel' and channel.slot = slot(uniform(a.key, 80))
    inner join choices as factor on factor.behaviour = a.behaviour and factor.what = 'decision_factor' and factor.slot = slot(uniform(a.key, 81))
),
worded as (
    select
        c.*,
        trim(opening.text || ' ' || subject.text || ' ' || closing.text) as words
    from chosen as c
    inner join phrases as opening
        on opening.part = 'opening' and opening.language = c.language and opening.mood = c.mood and opening.number = floor(4 * uniform(c.key, 82))
    inner join phrases as closing
        on closing.part = 'closing' and closing.language = c.language and closing.mood = c.mood and closing.number = floor(4 * uniform(c.key, 83))
    inner join phrases as subject
        on subject.part = case when c.mood = 'glad' then 'need' else 'pain' end
        and subject.language = c.language
        and subject.subject = case when c.mood = 'glad' then c.first_need else c.pain end
)
select
    answer_day as arrival_day,
    answer_day as business_day,
    'a' || lpad(to_hex(key), 16, '0') as response_id,
    answer_day::timestamp + to_seconds(25200 + floor(54000 * uniform(key, 84))::bigint) as submitted_at,
    case when has_account and kind <> 2 and uniform(key, 85) < 0.55 then person_id end as customer_id,
    case when (not has_account or kind = 2 or uniform(key, 85) >= 0.55) and uniform(key, 86) < 0.7 then
        case when uniform(key, 87) < 0.1 then 'K' else 'k' end || person_id
        || case person_id % 3 when 0 then '@example.org' when 1 then '@example.com' else '@mail.example.net' end
    end as email,
    language, age_band, gender, household, education, region,
    concat_ws('; ', first_need, second_need) as need,
    goal, pain, channel, decision_factor,
    case when uniform(key, 88) < 0.95 then score end as nps,
    case when uniform(key, 89) < 0.85 then greatest(1, least(5, round(satisfaction_site + 2 * (uniform(key, 90) + uniform(key, 91) - 1))))::integer end as satisfaction_site,
    case when buys and uniform(key, 92) < 0.9 then greatest(1, least(5, round(satisfaction_delivery + 2 * (uniform(key, 93) + uniform(key, 94) - 1))))::integer end as satisfaction_delivery,
    case when uniform(key, 95) < 0.6 then greatest(1, least(5, round(satisfaction_service + 2 * (uniform(key, 96) + uniform(key, 97) - 1))))::integer end as satisfaction_service,
    case when buys and uniform(key, 98) < 0.9 then greatest(1, least(5, round(satisfaction_product + 2 * (uniform(key, 99) + uniform(key, 100) - 1))))::integer end as satisfaction_product,
    case when uniform(key, 101) < 0.55 then words end as open_text,
    unnest(case when $dirt and uniform(key, 102) < 0.004 then [1, 2] else [1] end) as copy,
    case when not $dirt then null
        when uniform(key, 102) < 0.004 then case when copy = 2 then 'exact_duplicate' end
        when uniform(key, 102) < 0.008 then 'bad_date'
    end as dirt
from worded
