-- The first day on which a response is new, changed, gone or judged by other settings, or on which responses wait for a usual
-- time that is known by now. Everything from it on is judged anew, because a response is judged by those before it.
with timed as (
    select source, survey_id
    from core.responses
    where duration_s is not null
    group by source, survey_id
    having count(*) >= $min_timed
),

days as (
    select least(r.business_day, coalesce(q.business_day, r.business_day)) as business_day
    from core.responses as r
    left join marts.response_quality as q
        on q.source = r.source and q.survey_id = r.survey_id and q.response_id = r.response_id
    where q.response_id is null
        or q.load_id is distinct from r.load_id
        or q.row_number is distinct from r.row_number
        or q.business_day <> r.business_day
        or q.duration_s is distinct from r.duration_s
        or q.rule <> $rule
    union all
    select q.business_day
    from marts.response_quality as q
    anti join core.responses as r
        on r.source = q.source and r.survey_id = q.survey_id and r.response_id = q.response_id
    union all
    select q.business_day
    from marts.response_quality as q
    inner join timed as t on t.source = q.source and t.survey_id = q.survey_id
    where q.duration_s is not null and q.usual_duration_s is null
)

select min(business_day) as business_day from days
