-- Active customers by month: known since the version was accepted or newer, and the share of P01 among each.
with version as (
    select min(accepted_as_of) as accepted from marts.persona_versions
),
active as (
    select
        d.business_day,
        s.persona_id,
        min(s.from_as_of) over (partition by s.customer_key) <= v.accepted as known
    from core.customer_day as d
    join core.identities as i using (identity_key)
    join marts.persona_spells as s on
        s.customer_key = i.customer_key
        and d.business_day >= s.from_as_of
        and (s.to_as_of is null or d.business_day < s.to_as_of)
    cross join version as v
)
select
    strftime(business_day, '%Y-%m') as month,
    count(*) filter (where known) as known,
    round(100 * count(*) filter (where known and persona_id = 'P01') / count(*) filter (where known), 1) as known_p01,
    count(*) filter (where not known) as newer,
    round(100 * count(*) filter (where not known and persona_id = 'P01')
        / nullif(count(*) filter (where not known), 0), 1) as newer_p01
from active
group by month
order by month
