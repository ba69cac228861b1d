-- One row a figure: every column of the format that is not named here holds one. A record without any figure stays, with an empty one.
with named as (
    select *, unnest(json_keys(to_json(records))) as metric, to_json(records) as record
    from records
),
figures as (
    select * exclude (record), nullif(json_extract_string(record, '$."' || metric || '"'), '') as figure
    from named
    where metric not in ('row_number', 'line_number', 'extra', 'signal_at', 'subject', 'seen_on', 'detail', 'part')
),
counted as (
    select
        *,
        count(figure) over (partition by row_number) as given,
        row_number() over (partition by row_number order by metric) as place
    from figures
)
select
    row_number,
    line_number,
    signal_at,
    nullif(concat_ws(' / ', coalesce(subject, seen_on), detail, part), '') as subject,
    metric || case when suffix(figure, '%') then '_percent' else '' end as metric,
    trim(rtrim(figure, '%')) as value,
    case
        when seen_on is null or subject is null then extra
        else json_merge_patch(coalesce(extra, cast('{}' as json)), json_object('page', seen_on))
    end as extra
from counted
where figure is not null or (given = 0 and place = 1)
order by row_number, metric
