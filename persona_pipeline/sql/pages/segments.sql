-- Size of each RFM segment tonight and a week ago; segments of fewer than $min_cell people have no figure.
select
    tonight.segment,
    case when tonight.customers = 0 or tonight.customers >= $min_cell then tonight.customers end as customers,
    case when earlier.customers = 0 or earlier.customers >= $min_cell then earlier.customers end as customers_week_ago,
    case when tonight.customers = 0 or tonight.customers >= $min_cell then tonight.monetary end as monetary
from marts.rfm_summary as tonight
left join marts.rfm_summary as earlier
    on tonight.segment = earlier.segment and earlier.as_of = tonight.as_of - interval 7 day
where tonight.as_of = $as_of
order by tonight.monetary desc nulls last, tonight.segment
