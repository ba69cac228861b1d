-- The loads that a gate holds, with the critical rules over whole batches that each broke; a crashed check counts as unchecked.
select
    loads.load_id,
    coalesce(loads.reason, '') as reason,
    coalesce(
        list(distinct case when results.rows_failed is null then 'unchecked' else results.rule end)
        filter (where results.rows_failed is null or (results.severity = 'critical' and not results.success and results.table_name = 'ops.loads')),
        []
    ) as broken
from ops.loads as loads
join ops.validation_results as results on results.load_id = loads.load_id
where loads.status = 'held'
group by loads.load_id, loads.reason
order by loads.load_id
