-- The stays of the people in spells_touched, anew: what they were up to the night before ($before), the night itself where it
-- has members ($recorded), and what they were from the night after it ($after). Pieces of one persona that touch are one stay.
-- A stay that lasts to the last night of all ($last_night; $last_so_far without this night) has no end.
with old as (
    select s.*, coalesce(s.to_as_of, $last_so_far) as to_night
    from marts.persona_spells as s
    where s.customer_key in (select customer_key from spells_touched)
),

pieces as (
    select
        o.customer_key,
        o.from_as_of,
        least(o.to_night, cast($before as date)) as to_night,
        o.persona_id,
        o.version,
        o.began,
        case when o.to_night <= $before then o.ended end as ended,
        case when o.to_as_of <= $before then o.certainty else m.certainty end as certainty,
        case when o.to_as_of <= $before then o.monetary else f.monetary end as monetary
    from old as o
    left join marts.persona_members as m on m.as_of = $before and m.customer_key = o.customer_key
    left join marts.customer_features as f on f.as_of = $before and f.customer_key = o.customer_key
    where o.from_as_of <= $before
    union all
    select
        n.customer_key,
        cast($as_of as date) as from_as_of,
        cast($as_of as date) as to_night,
        n.persona_id,
        n.version,
        cast(null as varchar) as began,
        cast(null as varchar) as ended,
        n.certainty,
        f.monetary
    from marts.persona_members as n
    left join marts.customer_features as f on f.as_of = $as_of and f.customer_key = n.customer_key
    where n.as_of = $as_of and n.customer_key in (select customer_key from spells_touched)
    union all
    select
        o.customer_key,
        greatest(o.from_as_of, cast($after as date)) as from_as_of,
        o.to_night,
        o.persona_id,
        case when o.from_as_of >= $after then o.version else $version_after end as version,
        case when o.from_as_of >= $after then o.began end as began,
        o.ended,
        o.certainty,
        o.monetary
    from old as o
    where o.to_night >= $after
),

lined as (
    select
        *,
        coalesce(
            lag(persona_id) over by_customer = persona_id
            and (
                (from_as_of = $as_of and lag(to_night) over by_customer = $before)
                or (
                    from_as_of = $after
                    and lag(to_night) over by_customer = case when $recorded then cast($as_of as date) else cast($before as date) end
                )
            ),
            false
        ) as joins
    from pieces
    window by_customer as (partition by customer_key order by from_as_of)
),

numbered as (
    select
        *,
        sum(case when joins then 0 else 1 end) over (partition by customer_key order by from_as_of) as stay,
        coalesce(lead(joins) over (partition by customer_key order by from_as_of), false) as goes_on
    from lined
),

stays as (
    select
        customer_key,
        stay,
        min(from_as_of) as from_as_of,
        max(to_night) as to_night,
        min(persona_id) as persona_id,
        max(version) filter (where not joins) as version,
        max(began) filter (where not joins) as began,
        max(ended) filter (where not goes_on) as ended,
        max(certainty) filter (where not goes_on) as certainty,
        max(monetary) filter (where not goes_on) as monetary
    from numbered
    group by customer_key, stay
),

placed as (
    select
        s.*,
        s.stay = 1 as is_first,
        case
            when lag(s.to_night) over by_customer is null then false
            when s.from_as_of = $as_of then lag(s.to_night) over by_customer = $before
            when s.from_as_of = $after
                then lag(s.to_night) over by_customer = case when $recorded then cast($as_of as date) else cast($before as date) end
        end as follows,
        lag(s.persona_id) over by_customer as persona_before
    from stays as s
    window by_customer as (partition by customer_key order by from_as_of)
),

-- Where a version is new on the night, spells_anew says where it places the night before's people; see the stage. Who is
-- there tonight did not move; who is elsewhere did, whatever the version says.
started as (
    select
        p.*,
        case
            when p.from_as_of = $as_of and not coalesce(p.follows, false) and m.customer_key is not null then 'merged'
            when p.from_as_of in ($as_of, $after) and v.begins is not null and a.persona_id = p.persona_id
                and a.persona_id is distinct from case when p.follows then p.persona_before end then 'version'
            when p.follows then 'moved'
            when p.is_first then case when p.began in ('merged', 'version') then p.began else 'new' end
            when p.follows is null and p.began in ('moved', 'version', 'merged') then p.began
            else 'returned'
        end as began_now
    from placed as p
    left join spells_new_versions as v on v.begins = p.from_as_of
    left join spells_anew as a on a.begins = p.from_as_of and a.customer_key = p.customer_key
    left join spells_merged as m on m.customer_key = p.customer_key
),

followed as (
    select
        s.*,
        case when lead(s.follows) over by_customer then lead(s.began_now) over by_customer end as began_next,
        case
            when s.to_night = $before and $recorded then cast($as_of as date)
            when s.to_night = $before or s.to_night = $as_of then cast($after as date)
        end as next_night
    from started as s
    window by_customer as (partition by customer_key order by from_as_of)
)

select
    f.customer_key,
    f.from_as_of,
    case when f.to_night < $last_night then f.to_night end as to_as_of,
    f.persona_id,
    cast(f.version as integer) as version,
    f.began_now as began,
    case
        when f.to_night >= $last_night then null
        when f.began_next is not null then f.began_next
        when f.next_night is null then f.ended
        when i.customer_key is not null then 'merged'
        when v.begins is not null and a.customer_key is null then 'version'
        else 'gone'
    end as ended,
    case when f.to_night < $last_night then f.certainty end as certainty,
    case when f.to_night < $last_night then f.monetary end as monetary
from followed as f
left join spells_new_versions as v on v.begins = f.next_night
left join spells_anew as a on a.begins = f.next_night and a.customer_key = f.customer_key
left join core.identities as i on i.identity_key = f.customer_key and i.customer_key <> f.customer_key
