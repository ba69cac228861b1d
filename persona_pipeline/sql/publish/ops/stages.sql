-- What these two stages reported beside their rows are match rates and a sentence about the personas, before anybody looked
-- how few people they are about: marts.match_rates and marts.persona_verdicts tell what may be told.
select
    as_of,
    stage,
    run_id,
    duration_s,
    case
        when stage in ('match_rates', 'verdict') then json_object('rows', json_extract(figures, '$.rows'))
        else figures
    end as figures
from ops.stages
where as_of <= $as_of
