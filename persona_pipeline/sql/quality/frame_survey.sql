-- Of several ratings the most impossible one is looked at: if that one is possible, all are.
with given as (
    select
        r.load_id,
        r.row_number,
        q.role,
        try_cast(replace(trim(json_extract_string(r.answers, '$."' || q.question_id || '"')), ',', '.') as double) as rating,
        nullif(trim(json_extract_string(r.answers, '$."' || q.question_id || '"')), '') as answer,
        q.lowest,
        q.highest
    from read_parquet($files) as r
    join rated_questions as q on q.source = r.source
),
placed as (
    select *, case when not isfinite(rating) then null when role = 'nps' then rating else (rating - lowest) / (highest - lowest) end as place
    from given
),
rated as (
    select
        load_id,
        row_number,
        max(place) filter (where role = 'nps') as nps_highest,
        min(place) filter (where role = 'nps') as nps_lowest,
        max(place) filter (where role = 'satisfaction') as satisfaction_highest,
        min(place) filter (where role = 'satisfaction') as satisfaction_lowest,
        count(*) filter (where answer is not null and place is null) as unreadable_ratings
    from placed
    group by load_id, row_number
)
select
    l.load_number,
    r.row_number,
    coalesce(length(trim(r.response_id)), 0) as response_id_length,
    case when r.submitted_at is null or r.business_day is null then 0 else year(r.business_day) end as business_year,
    coalesce(date_diff('day', l.last_day, r.business_day), 0) as days_too_late,
    coalesce(date_diff('day', cast($latest as date), cast(r.updated_at as date)), 0) as change_days_ahead,
    case when a.nps_highest > 10 then a.nps_highest else a.nps_lowest end as nps,
    case when a.satisfaction_highest > 1 then a.satisfaction_highest else a.satisfaction_lowest end as satisfaction,
    cast(coalesce(regexp_matches(r.customer_id, '^\s*[0-9]([.,][0-9]+)?[eE][+]?[0-9]+\s*$'), false) as bigint) as customer_id_rounded,
    coalesce(a.unreadable_ratings, 0) as unreadable_ratings,
    coalesce(len(json_keys(r.answers)), 0) as answers_given,
    cast(coalesce(regexp_matches(r.customer_id, '^\s*[0-9]+[.]0+\s*$'), false) as bigint) as customer_id_as_decimal,
    cast(length(r.email) - length(replace(r.email, '@', '')) as double) as email_at_signs
from read_parquet($files) as r
join day_limits as l on l.load_id = r.load_id
left join rated as a on a.load_id = r.load_id and a.row_number = r.row_number
