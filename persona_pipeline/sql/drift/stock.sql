-- Counts over all members of the night, for what only explains (drift.explain): how many belong to each persona, how many are
-- further from their centre than $far of the members were on the version's first night that is known, and how many buyers are in another
-- RFM segment than a week before. A figure without the rows that it needs has no row here.
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
