-- From when to when there is anything of each kind in the window.
select
    min(business_day) filter (where orders > 0) as orders_first,
    max(business_day) filter (where orders > 0) as orders_last,
    min(business_day) filter (where sessions > 0) as web_first,
    max(business_day) filter (where sessions > 0) as web_last,
    min(business_day) filter (where responses > 0) as survey_first,
    max(business_day) filter (where responses > 0) as survey_last
from marts.daily_figures
where business_day between $first_day and $as_of
