-- What was searched for on the site on the days, in small letters. What may be an address or a number of a person is left out.
select
    identity_key,
    business_day,
    lower(trim(search_term)) as term,
    count(*)::integer as searches
from core.events
where business_day in (select business_day from days)
    and identity_key is not null
    and search_term is not null
    and trim(search_term) <> ''
    and length(trim(search_term)) <= 80
    and not contains(search_term, '@')
    and not regexp_matches(search_term, '[0-9]{6}')
group by identity_key, business_day, lower(trim(search_term))
order by business_day, identity_key, term
