-- Reason and evidence of the verdicts that lose figures (the frame said_anew).
select
    cast(as_of as date) as as_of,
    cast(subject as varchar) as persona_id,
    cast(words as varchar) as reason,
    cast(evidence as json) as evidence
from said_anew
