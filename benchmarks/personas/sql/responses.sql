select
    'survey' as source,
    'survey' as survey_id,
    r.response_id,
    cast(timezone('Europe/Amsterdam', r.submitted_at) as date) as business_day,
    cast(timezone('UTC', r.submitted_at) as timestamp) as submitted_at,
    'c' || w.customer_id as identity_key,
    r.language,
    r.nps,
    list_avg(list_filter(
        [r.satisfaction_site, r.satisfaction_delivery, r.satisfaction_service, r.satisfaction_product], lambda x: x is not null
    )) as satisfaction
from survey as r
inner join who as w
    on not w.no_survey and (w.customer_id = r.customer_id or (r.customer_id is null and w.email = lower(r.email)))
