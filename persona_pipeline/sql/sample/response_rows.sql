-- Survey responses as columns with types, times local; a bad date, and only that, is an empty time.
create or replace view response_rows as
select
    arrival_day,
    response_id,
    case when dirt = 'bad_date' then null else submitted_at end as submitted_at,
    customer_id::varchar as customer_id,
    email, language, age_band, gender, household, education, region, need, goal, pain, channel, decision_factor,
    nps, satisfaction_site, satisfaction_delivery, satisfaction_service, satisfaction_product, open_text
from responses_due
