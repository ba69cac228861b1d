-- Who came on which of the days, how, and whether they bought. Nobody's behaviour changes inside these days.
-- kind: 0 a web session, 1 an order outside the web, 2 an answer of somebody who is known from surveys only.
create or replace table visits as
with present as (
    select
        p.person_id,
        p.key as person_key,
        p.reach,
        p.has_account,
        p.first_day,
        p.planned_days,
        b.behaviour,
        b.conversion,
        b.weekday_pace,
        b.weekend_pace,
        p.activity * case when p.reach in (0, 2) then b.sessions_a_day else 0 end as web_rate,
        p.activity * case when p.reach in (0, 1) then b.offline_orders_a_day when p.reach = 3 then b.panel_answers_a_day else 0 end as other_rate,
        unnest(range(greatest(p.first_day, $first_day)::timestamp, least(p.last_day, $last_day)::timestamp + interval 1 day, interval 1 day))::date as business_day
    from people as p
    inner join behaviours as b
        on b.persona = p.persona
        and p.part >= b.part_from and p.part < b.part_to
        and b.first_day <= $first_day and b.last_day >= $last_day
    where p.first_day <= $last_day and p.last_day >= $first_day
),
paced as (
    select
        p.*,
        hash(xor(p.person_key, d.key)) as day_key,
        (p.web_rate + p.other_rate) * d.pace * case when d.weekend then p.weekend_pace else p.weekday_pace end
        -- people come 20 percent more often than their mean at first and 20 percent less at last, were they to stay as long as they meant to
        * (1.2 - 0.4 * (date_diff('day', p.first_day, p.business_day) + 0.5) / p.planned_days) as rate
    from present as p
    inner join calendar as d on d.business_day = p.business_day
),
came as (
    select *
    from paced
    where uniform(day_key, 1) >= exp(-rate)
),
counted as (
    select *, unnest(range(poisson(uniform(day_key, 1), rate))) as nth
    from came
),
keyed as (
    select *, hash(xor(day_key, (1000 + nth)::ubigint)) as key
    from counted
),
timed as (
    select
        *,
        case when uniform(key, 2) * (web_rate + other_rate) < web_rate then 0 when reach = 3 then 2 else 1 end::tinyint as kind,
        -- 6:00 to 23:20: no session runs past midnight and no clock change falls inside
        business_day::timestamp + to_seconds(21600 + floor(62400 * (uniform(key, 3) + uniform(key, 4)) / 2)::bigint) as started_at
    from keyed
),
decided as (
    select *, kind = 1 or (kind = 0 and reach = 0 and uniform(key, 5) < conversion) as buys
    from timed
)
select
    key,
    person_id,
    person_key,
    has_account,
    behaviour,
    business_day,
    started_at,
    kind,
    buys,
    case when buys then
        'O' || strftime(business_day, '%y%m%d') || '-'
        || lpad((row_number() over (partition by business_day, buys order by started_at, key, person_id))::varchar, 6, '0')
    end as order_id
from decided
