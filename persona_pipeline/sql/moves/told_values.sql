-- Which figures of tonight's changes may be told, by night: those that the profiles of that night tell. Orders and sessions are
-- a mean times its n. The share of repeat buyers is told for all personas or for none: where in each of them nobody or $min_cell
-- buyers ordered once, and twice or more.
with nights as (
    select distinct compared_as_of as night from marts.persona_changes where as_of = $as_of
    union
    select cast($as_of as date) as night
),

profiles as (
    select p.figure, p.as_of as night, p.persona_id
    from marts.persona_profiles as p
    inner join nights as n on n.night = p.as_of
    where p.value is not null
),

shares as (
    select distinct compared_as_of as night, persona_id, n_then as n, cast(round(value_then * n_then) as bigint) as hits
    from marts.persona_changes
    where as_of = $as_of and figure = 'repeat_share' and n_then > 0
    union
    select distinct as_of as night, persona_id, n, cast(round(value * n) as bigint) as hits
    from marts.persona_changes
    where as_of = $as_of and figure = 'repeat_share' and n > 0
),

repeats as (
    select
        night,
        persona_id,
        (hits = 0 or hits >= $min_cell) and (n = hits or n - hits >= $min_cell) as enough,
        persona_id = 'all' as is_all
    from shares
)

select figure, night, persona_id from profiles
union all
select 'orders' as figure, night, persona_id from profiles where figure = 'frequency'
union all
select 'sessions' as figure, night, persona_id from profiles where figure = 'active_sessions'
union all
select 'repeat_share' as figure, r.night, r.persona_id
from repeats as r
inner join (
    select night, is_all, bool_and(enough) as all_enough from repeats group by night, is_all
) as a on a.night = r.night and a.is_all = r.is_all
where a.all_enough
