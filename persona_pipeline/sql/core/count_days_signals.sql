create or replace temp table count_days as
select business_day from days
union
select business_day from new_signals
union
select kept.business_day
from core.signals as kept
semi join new_signals as new on new.source = kept.source and new.signal_id = kept.signal_id
