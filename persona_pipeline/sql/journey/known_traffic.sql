-- Which touchpoint and channel each kind of traffic is, by the first line of the table that fits.
with seen as (
    select distinct coalesce(traffic_medium, '') as traffic_medium, coalesce(traffic_source, '') as traffic_source
    from core.sessions
    where business_day in (select business_day from days)
)
select
    seen.traffic_medium,
    seen.traffic_source,
    arg_min(rules.touchpoint, rules.place) as touchpoint,
    arg_min(rules.channel, rules.place) as channel
from seen
inner join journey_rules as rules
    on rules.kind = 'traffic'
    and case when seen.traffic_medium = '' then '(none)' else lower(seen.traffic_medium) end like rules.one escape '\'
    and lower(seen.traffic_source) like rules.other escape '\'
group by seen.traffic_medium, seen.traffic_source
