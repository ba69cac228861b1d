-- The two nights that somebody asks about, with the versions in force on them.
select
    'asked' as compared,
    cast($first as date) as compared_as_of,
    (
        select version from marts.persona_versions
        where accepted_as_of <= $last
        order by accepted_as_of desc, version desc
        limit 1
    ) as version,
    (
        select version from marts.persona_versions
        where accepted_as_of <= $first
        order by accepted_as_of desc, version desc
        limit 1
    ) as compared_version
