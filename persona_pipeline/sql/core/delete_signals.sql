delete from core.signals as kept
where exists (select 1 from new_signals as new where new.source = kept.source and new.signal_id = kept.signal_id)
or kept.business_day in (select business_day from days)
