insert into core.responses by name
select
    'survey' as source,
    'survey' as survey_id,
    r.response_id,
    cast(timezone('Europe/Amsterdam', r.submitted_at) as date) as business_day,
    'c' || w.customer_id as identity_key,
    r.nps,
    list_avg(list_filter(
        [r.satisfaction_site, r.satisfaction_delivery, r.satisfaction_service, r.satisfaction_product], lambda x: x is not null
    )) as satisfaction
from read_parquet($files, union_by_name = true) as r
inner join who as w on w.customer_id = r.customer_id or (r.customer_id is null and w.email = lower(r.email))
