-- What an earlier run of this night told of nights that can no longer be compared with: their members are not kept.
select c.*
from marts.persona_changes as c
inner join moves_compared as n on n.compared = c.compared and n.compared_as_of = c.compared_as_of
where c.as_of = $as_of and c.compared not in (select compared from moves_sums)
