-- A count is told where it, and what it leaves of those who were judged, is of nobody or of $min_cell responses; of fewer responses
-- than that only that the survey exists.
with told as (
    select
        *,
        responses >= $min_cell as whole,
        straight_lining = 0 or straight_lining >= $min_cell as tells_lines,
        speeding = 0 or speeding >= $min_cell as tells_speed,
        contradictory = 0 or contradictory >= $min_cell as tells_contradictions,
        (flagged = 0 or flagged >= $min_cell) and (flagged = responses or responses - flagged >= $min_cell) as tells_flags,
        batteries_judged = 0 or batteries_judged >= $min_cell as tells_batteries,
        times_judged = 0 or times_judged >= $min_cell as tells_times
    from marts.survey_quality
    where as_of <= $as_of
)

select
    as_of,
    source,
    survey_id,
    case when whole then responses end as responses,
    case when whole and tells_batteries then batteries_judged end as batteries_judged,
    case
        when whole and tells_batteries and tells_lines
            and (straight_lining = batteries_judged or batteries_judged - straight_lining >= $min_cell) then straight_lining
    end as straight_lining,
    case when whole and tells_times then times_judged end as times_judged,
    case
        when whole and tells_times and tells_speed and (speeding = times_judged or times_judged - speeding >= $min_cell) then speeding
    end as speeding,
    case
        when whole and tells_contradictions and (contradictory = responses or responses - contradictory >= $min_cell) then contradictory
    end as contradictory,
    case when whole and tells_flags then flagged end as flagged,
    case when whole and tells_flags then mean_weight end as mean_weight,
    case when whole and tells_times then usual_duration_s end as usual_duration_s
from told
