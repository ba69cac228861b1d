-- The newest night before $as_of that was begun, however it ended: one that was stopped or failed has been told.
select max(as_of) as as_of
from ops.nights
where as_of < $as_of
