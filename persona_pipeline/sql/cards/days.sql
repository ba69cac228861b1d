-- From when to when there is anything of each kind: orders, visits and answers in the window, and lists of customers up to it.
select
    min(d.business_day) filter (where d.orders > 0) as orders_first,
    max(d.business_day) filter (where d.orders > 0) as orders_last,
    min(d.business_day) filter (where d.sessions > 0) as web_first,
    max(d.business_day) filter (where d.sessions > 0) as web_last,
    min(d.business_day) filter (where d.responses > 0) as survey_first,
    max(d.business_day) filter (where d.responses > 0) as survey_last,
    min(l.first_day) as crm_first,
    max(l.last_day) as crm_last
from marts.daily_figures as d
left join (
    select min(first_day) as first_day, max(least(last_day, $as_of)) as last_day
    from ops.loads
    where kind = 'crm' and status = 'accepted' and first_day <= $as_of
) as l on true
where d.business_day between $first_day and $as_of
