select
    load_number,
    cast(coalesce(sum(rows) filter (where business_day > cast($as_of as date)), 0) as double) / sum(rows) as later_share,
    max(business_day) as last_day
from batch_days
group by load_number
