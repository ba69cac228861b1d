-- A group of fewer than $min_cell people, or whose persona is one, keeps its row and loses its figures. What is hidden would
-- still follow from the persona's total less its other groups, or from the total of all less the other personas; so the
-- next smallest are hidden too: at least two, of $min_cell people or more together. Money follows the buyers in the same way.
-- Those who bought nothing are people less buyers: where they are few, or would follow, the buyers and their mean are hidden.
with counted as (
    select as_of, version, group_id, persona_id, 'people' as what, people as behind
    from marts.target_groups
    where as_of <= $as_of
    union all
    select as_of, version, group_id, persona_id, 'buyers' as what, buyers as behind
    from marts.target_groups
    where as_of <= $as_of
    union all
    select as_of, version, group_id, persona_id, 'others' as what, people - buyers as behind
    from marts.target_groups
    where as_of <= $as_of
),

personas as (
    select as_of, version, persona_id, what, sum(behind) as behind
    from counted
    group by as_of, version, persona_id, what
    having sum(behind) > 0
),

of_personas as (
    select
        *,
        min(behind) over (partition by as_of, version, what) >= $min_cell
        or (
            behind >= $min_cell
            and row_number() over (partition by as_of, version, what order by behind, persona_id) > 2
            and sum(behind) over (
                partition by as_of, version, what order by behind, persona_id rows between unbounded preceding and 1 preceding
            ) >= $min_cell
        ) as told
    from personas
),

of_groups as (
    select
        *,
        min(behind) over (partition by as_of, version, what, persona_id) >= $min_cell
        or (
            behind >= $min_cell
            and row_number() over (partition by as_of, version, what, persona_id order by behind, group_id) > 2
            and sum(behind) over (
                partition by as_of, version, what, persona_id order by behind, group_id rows between unbounded preceding and 1 preceding
            ) >= $min_cell
        ) as told
    from counted
    where behind > 0
),

told as (
    select g.as_of, g.version, g.group_id, g.what, g.told and p.told as told
    from of_groups as g
    inner join of_personas as p
        on p.as_of = g.as_of and p.version = g.version and p.persona_id = g.persona_id and p.what = g.what
)

select
    t.as_of,
    t.version,
    t.group_id,
    t.persona_id,
    case when t.people = 0 or p.told then t.people end as people,
    case when p.told and b.told and (t.people = t.buyers or o.told) then t.buyers end as buyers,
    case when p.told then t.share end as share,
    case when p.told then t.share_low end as share_low,
    case when p.told then t.share_high end as share_high,
    case when p.told and b.told then t.revenue end as revenue,
    case when p.told and b.told then t.revenue_share end as revenue_share,
    case when p.told and b.told and (t.people = t.buyers or o.told) then t.spend end as spend,
    case when p.told and b.told and (t.people = t.buyers or o.told) then t.spend_low end as spend_low,
    case when p.told and b.told and (t.people = t.buyers or o.told) then t.spend_high end as spend_high,
    case when p.told and b.told and t.in_segment >= $min_cell then t.segment end as segment,
    case when t.people = 0 or p.told then t.enough end as enough,
    t.differs
from marts.target_groups as t
left join told as p on p.as_of = t.as_of and p.version = t.version and p.group_id = t.group_id and p.what = 'people'
left join told as b on b.as_of = t.as_of and b.version = t.version and b.group_id = t.group_id and b.what = 'buyers'
left join told as o on o.as_of = t.as_of and o.version = t.version and o.group_id = t.group_id and o.what = 'others'
where t.as_of <= $as_of
