-- The persona version in use on the night, the first night that used it, and how it is made. The first version is accepted for all days that
-- there are data of, long before the first night was run: nobody was a member then.
select
    v.version,
    coalesce((select min(n.as_of) from marts.persona_nights as n where n.version = v.version and n.as_of <= $as_of), v.accepted_as_of) as first_night,
    cast(v.definition as varchar) as definition
from marts.persona_versions as v
where v.accepted_as_of <= $as_of
order by v.version desc
limit 1
