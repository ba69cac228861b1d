select
    count(*) filter (where straight_lining) as straight_lining,
    count(*) filter (where speeding) as speeding,
    count(*) filter (where contradictory) as contradictory
from marts.response_quality
