-- What the pending days held so far, as far as nights were told about them: later days surprise nobody.
create or replace temporary table days_before as
select *
from core.customer_day
where business_day in (select business_day from days)
    and business_day <= (select max(as_of) from marts.persona_nights)
