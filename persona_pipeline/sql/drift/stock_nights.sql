-- The counts of a version's nights so far.
select as_of, persona_id, measure, n, total
from marts.persona_stock
where version = $version and as_of <= $as_of and measure <> 'far_limit'
order by as_of, persona_id, measure
