-- Versions in use up to the night; of fewer than $min_cell people nothing is told.
select
    cap.version,
    cap.max_personas,
    cap.personas,
    cap.right_number,
    case when cap.badly_people = 0 or cap.badly_people >= $min_cell then cap.badly_people end as badly_people,
    case when cap.badly_people = 0 or cap.badly_people >= $min_cell then cap.badly_share end as badly_share,
    case when cap.badly_people = 0 or cap.badly_people >= $min_cell then cap.badly_revenue_share end as badly_revenue_share,
    case when cap.next_people >= $min_cell then cap.next_people end as next_people,
    case when cap.next_people >= $min_cell then cap.next_share end as next_share,
    case when cap.next_people >= $min_cell then cap.next_revenue_share end as next_revenue_share,
    case when cap.next_people >= $min_cell then cap.next_out_of end as next_out_of,
    case when cap.next_people >= $min_cell then cap.next_gist end as next_gist
from marts.persona_cap as cap
inner join marts.persona_versions as version on version.version = cap.version
where version.accepted_as_of <= $as_of
