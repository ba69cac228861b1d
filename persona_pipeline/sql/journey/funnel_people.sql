-- How many sessions of each member reached each step, and how many bounced.
select
    member,
    count(*) as n0,
    count(*) filter (where depth >= 1) as n1,
    count(*) filter (where depth >= 2) as n2,
    count(*) filter (where depth >= 3) as n3,
    count(*) filter (where depth >= 4) as n4,
    count(*) filter (where depth >= 5) as n5,
    count(*) filter (where bounced) as bounces
from journey_visits
group by member
