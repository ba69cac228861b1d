-- Figures about too few people are left out when they are computed; here goes the n that says how few they are, or how few the
-- other members are (hidden_counts). The mean money goes with it, because the revenue divided by it is that n.
select
    p.as_of,
    p.persona_id,
    p.figure,
    p.source,
    p.unit,
    case when h.figure is null or p.figure <> 'monetary' then p.value end as value,
    case when h.figure is null or p.figure <> 'monetary' then p.low end as low,
    case when h.figure is null or p.figure <> 'monetary' then p.high end as high,
    case when (p.n = 0 or p.value is not null) and h.figure is null then p.n end as n
from marts.persona_profiles as p
left join hidden_counts as h on h.as_of = p.as_of and h.persona_id = p.persona_id and h.figure = p.figure
where p.as_of <= $as_of
