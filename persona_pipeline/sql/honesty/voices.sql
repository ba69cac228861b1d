-- The last response of each person to each survey in the window, and to each question in it: those are the answers that count.
with answered as (
    select
        p.customer_key, p.persona_id, p.band, p.reach, r.source, r.survey_id, r.response_id, r.business_day, r.submitted_at,
        coalesce(q.weight, 1) as careful
    from core.responses as r
    left join core.identities as i on i.identity_key = r.identity_key
    inner join survey_people as p on p.customer_key = coalesce(i.customer_key, r.identity_key)
    left join marts.response_quality as q
        on q.source = r.source and q.survey_id = r.survey_id and q.response_id = r.response_id
    where r.identity_key is not null and r.business_day between $first_day and $as_of
)

select
    *,
    row_number() over (
        partition by customer_key, source, survey_id order by business_day desc, submitted_at desc, response_id desc
    ) as age,
    dense_rank() over (order by customer_key, source, survey_id) as who
from answered
