-- Every day is to be read again: the table of touchpoints or the lexicon is another one than before.
insert into ops.pending_days (kind, business_day)
with days_known as (
    select distinct business_day from core.sessions
    union
    select distinct business_day from core.answers where role = 'open_text'
    union
    select distinct business_day from core.signals
)
select 'journey', days_known.business_day
from days_known
anti join (select business_day from ops.pending_days where kind = 'journey') as known
    on known.business_day = days_known.business_day
where days_known.business_day is not null
