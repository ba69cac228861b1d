-- From whom to whom since each of the nights in the temporary table moves_compared, by the stays of marts.persona_spells.
-- Money is that of moves_money (tonight); of those gone that of their last night. Every pair has a row, so that a row says nothing.
with tonight as (
    select customer_key, persona_id
    from marts.persona_spells
    where from_as_of <= $as_of and (to_as_of is null or to_as_of >= $as_of)
),

earlier as (
    select p.compared, s.customer_key, s.persona_id
    from moves_compared as p
    inner join marts.persona_spells as s
        on s.from_as_of <= p.compared_as_of and (s.to_as_of is null or s.to_as_of >= p.compared_as_of)
),

later as (
    select p.compared, t.customer_key, t.persona_id
    from moves_compared as p
    cross join tonight as t
),

moves as (
    select
        coalesce(l.compared, e.compared) as compared,
        coalesce(l.customer_key, e.customer_key) as customer_key,
        coalesce(e.persona_id, 'new') as from_persona,
        coalesce(l.persona_id, 'gone') as to_persona
    from later as l
    full outer join earlier as e on e.compared = l.compared and e.customer_key = l.customer_key
),

-- What happened to those who moved between the two nights.
turns as (
    select
        m.compared,
        m.customer_key,
        bool_or(
            (s.began = 'version' and s.from_as_of > coalesce(p.compared_as_of, date '0001-01-01') and s.from_as_of <= $as_of)
            or (s.ended = 'version' and s.to_as_of >= p.compared_as_of and s.to_as_of < $as_of)
        ) as by_version,
        bool_or(
            (s.began = 'merged' and s.from_as_of > coalesce(p.compared_as_of, date '0001-01-01') and s.from_as_of <= $as_of)
            or (s.ended = 'merged' and s.to_as_of >= p.compared_as_of and s.to_as_of < $as_of)
        ) as by_merging,
        bool_or(
            (
                s.began in ('moved', 'new', 'returned')
                and s.from_as_of > coalesce(p.compared_as_of, date '0001-01-01') and s.from_as_of <= $as_of
            )
            or (s.ended = 'gone' and s.to_as_of >= p.compared_as_of and s.to_as_of < $as_of)
        ) as by_people
    from moves as m
    inner join moves_compared as p on p.compared = m.compared
    inner join marts.persona_spells as s on s.customer_key = m.customer_key
    where m.from_persona <> m.to_persona
    group by m.compared, m.customer_key
),

last_stays as (
    select customer_key, monetary
    from marts.persona_spells
    where to_as_of < $as_of and customer_key in (select customer_key from moves where to_persona = 'gone')
    qualify row_number() over (partition by customer_key order by to_as_of desc) = 1
),

judged as (
    select
        m.compared,
        m.from_persona,
        m.to_persona,
        case
            when m.from_persona = m.to_persona then 'stayed'
            when t.by_merging and (m.from_persona = 'new' or m.to_persona = 'gone') then 'merged'
            when t.by_version and t.by_people then 'both'
            when t.by_version then 'version'
            else 'people'
        end as cause,
        case when m.to_persona = 'gone' then l.monetary else f.monetary end as monetary
    from moves as m
    left join turns as t on t.compared = m.compared and t.customer_key = m.customer_key
    left join last_stays as l on l.customer_key = m.customer_key and m.to_persona = 'gone'
    left join moves_money as f on f.customer_key = m.customer_key
),

counted as (
    select compared, from_persona, to_persona, cause, count(*) as customers, count(monetary) as buyers, sum(monetary) as monetary
    from judged
    group by compared, from_persona, to_persona, cause
),

known as (
    select distinct p.compared, d.persona_id
    from moves_compared as p
    inner join marts.personas as d on d.version = p.version or d.version = p.compared_version
    union
    select compared, from_persona as persona_id from counted where from_persona <> 'new'
    union
    select compared, to_persona as persona_id from counted where to_persona <> 'gone'
),

causes as (
    select p.compared, c.cause
    from moves_compared as p
    cross join (values ('stayed'), ('people'), ('version'), ('both'), ('merged')) as c(cause)
    where c.cause = 'people'
        or (p.compared_as_of is not null and (c.cause in ('stayed', 'merged') or p.version <> p.compared_version))
    union
    select compared, cause from counted
),

froms as (
    select compared, persona_id from known
    union all
    select compared, 'new' as persona_id from moves_compared
),

tos as (
    select compared, persona_id from known
    union all
    select compared, 'gone' as persona_id from moves_compared
),

grid as (
    select f.compared, f.persona_id as from_persona, t.persona_id as to_persona, c.cause
    from froms as f
    inner join tos as t on t.compared = f.compared
    inner join causes as c on c.compared = f.compared
    inner join moves_compared as p on p.compared = f.compared
    where (f.persona_id = t.persona_id) = (c.cause = 'stayed')
        and not (f.persona_id = 'new' and t.persona_id = 'gone')
        and (f.persona_id = 'new' or p.compared_as_of is not null)
        and (c.cause <> 'merged' or f.persona_id = 'new' or t.persona_id = 'gone')
)

select
    $as_of as as_of,
    g.compared,
    p.compared_as_of,
    g.from_persona,
    g.to_persona,
    g.cause,
    coalesce(c.customers, 0) as customers,
    coalesce(c.buyers, 0) as buyers,
    cast(coalesce(c.monetary, 0) as decimal(18, 2)) as monetary,
    true as told,
    true as money_told
from grid as g
inner join moves_compared as p on p.compared = g.compared
left join counted as c
    on c.compared = g.compared and c.from_persona = g.from_persona and c.to_persona = g.to_persona and c.cause = g.cause
order by g.compared, g.from_persona, g.to_persona, g.cause
