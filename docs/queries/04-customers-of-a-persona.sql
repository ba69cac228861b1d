-- Which customers of our most valuable persona have not ordered for a month, the biggest spenders first?
with best as (
    select persona_id
    from answers.personas_tonight
    order by revenue desc nulls last
    limit 1
)
select member.customer_key, member.name, member.recency_days, member.frequency, member.monetary, member.certainty
from answers.members_tonight as member
inner join best on member.persona_id = best.persona_id
where member.recency_days > 30
order by member.monetary desc, member.customer_key
limit 100;
