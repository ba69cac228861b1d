-- Counts over all members of the night, for what only explains (drift.explain): how many belong to each persona, how many are
-- further from their centre than $far of the members were on the version's first night that is known, and how many buyers are in another
-- RFM segment than a week before; and of the last seven days how members buy (visits with a basket, baskets that came to a checkout, buyers
-- with two orders or more) and what part of their ratings of a touchpoint are good (rating_scales). A figure without the rows that it
-- needs has no row here, nor has one of the last seven days behind which, on either side, are fewer than $min_cell people.
with tonight as (
    select persona_id, version, customer_key, distance
    from marts.persona_members
    where as_of = $as_of
),

limits as (
    select total as far
    from marts.persona_stock
    where measure = 'far_limit' and version = $version and as_of < $as_of
    order by as_of
    limit 1
),

far as (
    select coalesce((select max(far) from limits), (select quantile_cont(distance, $far) from tonight)) as distance
),

everyone as (
    select count(*) as members from tonight
),

sized as (
    select t.persona_id, count(*) as members, count(*) filter (where t.distance > f.distance) as outside
    from tonight as t
    cross join far as f
    group by t.persona_id
),

moved as (
    select
        t.persona_id,
        count(*) as buyers,
        count(*) filter (where now.segment <> before.segment) as changed
    from tonight as t
    inner join marts.rfm_segments as now on now.customer_key = t.customer_key and now.as_of = $as_of
    inner join marts.rfm_segments as before on before.customer_key = t.customer_key and before.as_of = $week_before
    group by t.persona_id
),

people as (
    select i.identity_key, t.customer_key, t.persona_id
    from core.identities as i
    inner join tonight as t on t.customer_key = i.customer_key
),

visits as (
    select p.persona_id, p.customer_key, s.cart_adds > 0 as has_basket, s.checkouts > 0 as has_checkout
    from core.sessions as s
    inner join people as p on p.identity_key = s.identity_key
    where s.business_day > $week_before and s.business_day <= $as_of
),

week_facts as (
    select 'cart_rate' as measure, persona_id, customer_key, has_basket as is_hit
    from visits
    union all
    select 'checkout_rate' as measure, persona_id, customer_key, has_checkout as is_hit
    from visits
    where has_basket
    union all
    select 'several_orders' as measure, p.persona_id, p.customer_key, count(*) > 1 as is_hit
    from core.orders as o
    inner join people as p on p.identity_key = o.identity_key
    where o.business_day > $week_before and o.business_day <= $as_of and o.order_type = 'sale'
    group by p.persona_id, p.customer_key
    union all
    select 'satisfied:' || a.touchpoint as measure, p.persona_id, p.customer_key, a.answer_number >= g.good as is_hit
    from core.answers as a
    inner join rating_scales as g on g.source = a.source and g.question_id = a.question_id
    inner join core.responses as r
        on r.source = a.source and r.survey_id = a.survey_id and r.response_id = a.response_id
    inner join people as p on p.identity_key = r.identity_key
    where a.business_day > $week_before and a.business_day <= $as_of
        and a.role = 'satisfaction' and a.answer_number is not null and a.touchpoint is not null
),

week_sums as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        measure,
        count(*) as n,
        count(*) filter (where is_hit) as total
    from week_facts
    group by grouping sets ((persona_id, measure), (measure))
    having least(
        count(distinct case when is_hit then customer_key end), count(distinct case when not is_hit then customer_key end)
    ) >= $min_cell
),

found as (
    select s.persona_id, 'stock_share' as measure, e.members as n, cast(s.members as double) as total
    from sized as s
    cross join everyone as e
    union all
    select persona_id, 'fits_none', members, outside from sized
    union all
    select 'all', 'fits_none', sum(members), sum(outside) from sized having count(*) > 0
    union all
    select persona_id, 'segment_changed', buyers, changed from moved
    union all
    select 'all', 'segment_changed', sum(buyers), sum(changed) from moved having count(*) > 0
    union all
    select persona_id, measure, n, total from week_sums
    union all
    select 'all', 'far_limit', e.members, f.distance from everyone as e cross join far as f where e.members > 0
)

select
    cast($as_of as date) as as_of,
    cast($version as integer) as version,
    persona_id,
    measure,
    cast(n as bigint) as n,
    cast(total as double) as total
from found
union all
-- What an earlier run of this night counted and can no longer be counted, because the night a week before is no longer kept.
select kept.as_of, kept.version, kept.persona_id, kept.measure, kept.n, kept.total
from marts.persona_stock as kept
where kept.as_of = $as_of and kept.version = $version and kept.measure not in (select measure from found)
order by persona_id, measure
