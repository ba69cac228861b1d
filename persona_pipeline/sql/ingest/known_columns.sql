-- What the source's columns were before this load, and whether the newest load before it had them.
with loads_before as (
    select load_id, sequence
    from ops.loads
    where source = $source and format = $format and load_id <> $load_id and status in ('accepted', 'superseded')
),
newest as (
    select load_id from loads_before order by sequence desc limit 1
)
select known.header, known.values_kind, known.last_load_id in (select load_id from newest) as in_last_load
from ops.source_columns as known
where known.source = $source and known.format = $format and exists (select 1 from loads_before)
order by known.header
