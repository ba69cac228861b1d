-- What happened in the shop in the days that have just been made: orders, web sessions.
select count(*) filter (where buys) as orders, count(*) filter (where kind = 0) as sessions
from visits
