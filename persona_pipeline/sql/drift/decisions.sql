-- What people decided about drift, as far as the night goes by it, in the order in which they did.
select decided_at, kind, subject, effective_as_of, payload, author, reason
from marts.drift_decisions
where effective_as_of <= $as_of
order by decided_at, kind, subject
