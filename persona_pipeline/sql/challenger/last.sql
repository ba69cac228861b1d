-- The last challenger of the persona version in force that was fitted from $first to $last.
select
    c.outcome,
    c.gain,
    c.gain_low,
    c.gain_high,
    c.chance,
    c.number_gain,
    c.smallest,
    c.personas,
    c.reference_personas,
    c.as_of,
    (
        select list(p.gist order by p.gist)
        from marts.persona_challenger_personas as p
        where p.as_of = c.as_of and p.in_challenger
    ) as gists
from marts.persona_challengers as c
inner join marts.persona_versions as v on v.version = c.version
where c.as_of between $first and $last
    and v.version = (
        select version from marts.persona_versions
        where accepted_as_of <= $last
        order by accepted_as_of desc, version desc
        limit 1
    )
order by c.as_of desc
limit 1
