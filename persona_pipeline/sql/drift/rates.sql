-- Rates by night: refused rows of the night's loads by source, and how well the sources know each other's people.
with refused as (
    select
        as_of,
        'refused_share:' || source as measure,
        min(kind) as kind,
        sum(rows_quarantined) as numerator,
        sum(rows_in) as denominator
    from ops.loads
    where as_of <= $as_of and status in ('accepted', 'superseded') and kind in ('orders', 'web', 'survey')
    group by as_of, source
),
matched as (
    select
        as_of,
        'match_rate:' || figure as measure,
        case
            when figure like 'respondents%' then 'survey'
            when figure like 'orders%' then 'orders'
            when figure like 'web%' or figure like 'events%' then 'web'
            else 'orders+web'
        end as kind,
        numerator,
        denominator
    from marts.match_rates
    where as_of <= $as_of
)
select as_of, measure, kind, numerator, denominator from refused
union all
select as_of, measure, kind, numerator, denominator from matched
order by as_of, measure
