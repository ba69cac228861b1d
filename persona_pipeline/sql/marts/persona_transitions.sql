-- The night before is the latest earlier night that has members.
with before as (
    select m.customer_key, m.persona_id, f.monetary
    from marts.persona_members as m
    left join marts.customer_features as f on f.as_of = m.as_of and f.customer_key = m.customer_key
    where m.as_of = (select max(as_of) from marts.persona_members where as_of < $as_of)
),

tonight as (
    select m.customer_key, m.persona_id, f.monetary
    from marts.persona_members as m
    left join marts.customer_features as f on f.as_of = m.as_of and f.customer_key = m.customer_key
    where m.as_of = $as_of
)

select
    $as_of as as_of,
    coalesce(b.persona_id, 'new') as from_persona,
    coalesce(t.persona_id, 'gone') as to_persona,
    count(*) as customers,
    coalesce(sum(case when t.customer_key is not null then t.monetary else b.monetary end), 0)::decimal(18, 2) as monetary
from tonight as t
full outer join before as b on b.customer_key = t.customer_key
group by coalesce(b.persona_id, 'new'), coalesce(t.persona_id, 'gone')
order by from_persona, to_persona
