-- Sources whose newest day came with fewer rows than their own ups and downs explain, and no later file of the night completed it.
with judged as (
    select
        loads.source,
        loads.sequence,
        cast(json_extract_string(results.examples, '$[0].measured.main_day') as date) as main_day,
        cast(json_extract_string(results.examples, '$[0].measured.day_rows') as double) as day_rows,
        cast(json_extract_string(results.examples, '$[0].measured.usual_rows') as double) as usual_rows,
        cast(json_extract_string(results.examples, '$[0].measured.band_rows') as double) as band_rows
    from ops.validation_results as results
    join ops.loads as loads on loads.load_id = results.load_id and loads.status = 'accepted'
    where results.as_of = $as_of and results.rule = 'volume_is_as_usual' and not results.success
)
select source, main_day, day_rows, usual_rows, band_rows
from judged
where
    date_diff('day', main_day, $as_of) between 0 and 6
    and not exists (
        select 1 from ops.loads as later
        join ops.validation_results as kept
            on kept.load_id = later.load_id and kept.rule = 'volume_is_as_usual' and kept.success
        where
            later.source = judged.source
            and later.status = 'accepted'
            and later.sequence > judged.sequence
            and judged.main_day between later.first_day and later.last_day
    )
qualify row_number() over (partition by source order by main_day desc, sequence desc) = 1
order by source
