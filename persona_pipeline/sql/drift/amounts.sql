-- Orders of the whole shop by night: how many, the sum of the logarithms of their values and of the squares of these. Where rows
-- came late, as the night $known knew them.
with found as (
    select
        night, n, total, total_squares,
        row_number() over (partition by night order by facts desc, as_of desc) as place
    from marts.restatements
    where as_of <= $known and persona_id = 'all' and measure = 'order_value'
)

select
    k.as_of,
    coalesce(f.n, k.n, 0) as n,
    coalesce(f.total, k.total, 0) as total,
    coalesce(f.total_squares, k.total_squares, 0) as total_squares
from marts.persona_kpis as k
left join found as f on f.night = k.as_of and f.place = 1
where k.as_of <= $as_of and k.persona_id = 'all' and k.measure = 'order_value'
order by k.as_of
