-- Size of each RFM segment tonight and a week ago. A segment of fewer than $min_cell people (but not an empty one) has no
-- figure, and the next smallest have none either, so that it does not follow from the number of buyers: at least two,
-- of $min_cell people or more together.
with lined as (
    select
        *,
        min(customers) over (partition by as_of) as smallest,
        row_number() over (partition by as_of order by customers, segment) as place,
        sum(customers) over (
            partition by as_of order by customers, segment rows between unbounded preceding and 1 preceding
        ) as smaller
    from marts.rfm_summary
    where customers > 0 and (as_of = $as_of or as_of = $as_of::date - interval 7 day)
),

judged as (
    select
        as_of,
        segment,
        smallest >= $min_cell or (customers >= $min_cell and place > 2 and smaller >= $min_cell) as told
    from lined
)

select
    tonight.segment,
    case when tonight.customers = 0 or now_told.told then tonight.customers end as customers,
    case when earlier.customers = 0 or then_told.told then earlier.customers end as customers_week_ago,
    case when tonight.customers = 0 or now_told.told then tonight.monetary end as monetary
from marts.rfm_summary as tonight
left join marts.rfm_summary as earlier
    on tonight.segment = earlier.segment and earlier.as_of = tonight.as_of - interval 7 day
left join judged as now_told on now_told.as_of = tonight.as_of and now_told.segment = tonight.segment
left join judged as then_told on then_told.as_of = earlier.as_of and then_told.segment = earlier.segment
where tonight.as_of = $as_of
order by tonight.monetary desc nulls last, tonight.segment
