-- Names of all snapshots that were ever published; their numbers are never given out again.
select snapshot
from ops.nights
where snapshot is not null
