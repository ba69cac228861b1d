-- Body and evidence of the alerts that lose figures (the frame said_anew).
select
    cast(subject as varchar) as alert_id,
    cast(words as varchar) as body,
    cast(evidence as json) as evidence
from said_anew
