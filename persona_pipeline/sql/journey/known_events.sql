-- Which touchpoint each kind of event on each page is, by the first line of the table that fits. Events that no line fits are left out.
with seen as (
    select event_name, coalesce(page_path, '') as page_path
    from core.events
    where business_day in (select business_day from days)
    group by event_name, coalesce(page_path, '')
)
select
    seen.event_name,
    seen.page_path,
    arg_min(rules.touchpoint, rules.place) as touchpoint,
    arg_min(rules.depth, rules.place) as depth
from seen
inner join journey_rules as rules
    on rules.kind = 'event'
    and lower(seen.event_name) like rules.one escape '\'
    and lower(seen.page_path) like rules.other escape '\'
group by seen.event_name, seen.page_path
