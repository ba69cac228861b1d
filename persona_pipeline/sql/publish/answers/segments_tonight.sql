-- How large are the RFM segments, and how did they change in a week?
select
    tonight.segment,
    tonight.customers,
    earlier.customers as customers_week_ago,
    tonight.customers - earlier.customers as change,
    round((tonight.customers - earlier.customers) / nullif(cast(earlier.customers as double), 0), 6) as change_share,
    tonight.monetary
from marts.rfm_summary as tonight
inner join answers.this_snapshot as snapshot on tonight.as_of = snapshot.as_of
left join marts.rfm_summary as earlier
    on tonight.segment = earlier.segment and earlier.as_of = tonight.as_of - interval 7 day
order by tonight.monetary desc nulls last, tonight.segment
