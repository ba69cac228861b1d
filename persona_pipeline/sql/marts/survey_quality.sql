select
    $as_of as as_of,
    source,
    survey_id,
    count(*) as responses,
    count(straight_lining) as batteries_judged,
    count(*) filter (where straight_lining) as straight_lining,
    count(speeding) as times_judged,
    count(*) filter (where speeding) as speeding,
    count(*) filter (where contradictory) as contradictory,
    count(*) filter (where flags > 0) as flagged,
    round(cast(sum(cast(weight as decimal(18, 6))) as double) / count(*), 6) as mean_weight,
    round(median(duration_s), 3) as usual_duration_s
from marts.response_quality
where business_day between $first_day and $as_of
group by source, survey_id
order by source, survey_id
