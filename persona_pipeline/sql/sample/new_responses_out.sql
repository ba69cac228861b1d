-- Survey responses that are still to be written, with the day on which they arrive.
create or replace table responses_out (
    arrival_day date, business_day date, response_id varchar, submitted_at timestamp, customer_id integer, email varchar, language varchar,
    age_band varchar, gender varchar, household varchar, education varchar, region varchar, need varchar, goal varchar, pain varchar,
    channel varchar, decision_factor varchar, nps integer, satisfaction_site integer, satisfaction_delivery integer,
    satisfaction_service integer, satisfaction_product integer, open_text varchar, copy integer, dirt varchar
)
