-- Nights of a table before its first one: its last so many nights again and again, each time as many days earlier.
select t.* replace (t.as_of - cast($nights as integer) * cast(r.back as integer) as as_of)
from query_table($name) as t
cross join range(1, 400 // $nights + 2) as r(back)
where t.as_of > $last::date - cast($nights as integer)
    and t.as_of - cast($nights as integer) * cast(r.back as integer) < (select min(as_of) from query_table($name))
    and t.as_of - cast($nights as integer) * cast(r.back as integer) > $last::date - 400
