-- Of what a stage reported the rows only: its other figures (match rates, flagged responses, who changed persona) were counted
-- before anybody looked how few people they are about. The marts tell of them what may be told.
select
    as_of,
    stage,
    run_id,
    duration_s,
    json_object('rows', json_extract(figures, '$.rows')) as figures
from ops.stages
where as_of <= $as_of
