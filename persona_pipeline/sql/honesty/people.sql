-- Whom respondents stand for: the members, by what is known of all of them alike. Before the first version nobody is a member, and
-- everybody in the picture is looked at, under no persona.
select
    f.customer_key,
    coalesce(m.persona_id, '') as persona_id,
    coalesce(r.f_score, 0) as band,
    case
        when f.in_orders and f.in_web then 'both'
        when f.in_orders then 'orders'
        when f.in_web then 'web'
        else 'survey'
    end as reach,
    r.segment
from marts.customer_features as f
left join marts.persona_members as m on m.as_of = $as_of and m.customer_key = f.customer_key
left join marts.rfm_segments as r on r.as_of = $as_of and r.customer_key = f.customer_key
where f.as_of = $as_of and (m.customer_key is not null or $version = 0)
