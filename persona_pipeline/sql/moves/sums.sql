-- Of each persona and of all of them, how many members are known and their sum, by place of the list.
with summed as (
    select
        case when grouping(persona_id) = 1 then 'all' else persona_id end as persona_id,
        [
            {'place': 1, 'n': count(x[1]), 'total': sum(x[1])},
            {'place': 2, 'n': count(x[2]), 'total': sum(x[2])},
            {'place': 3, 'n': count(x[3]), 'total': sum(x[3])},
            {'place': 4, 'n': count(x[4]), 'total': sum(x[4])},
            {'place': 5, 'n': count(x[5]), 'total': sum(x[5])},
            {'place': 6, 'n': count(x[6]), 'total': sum(x[6])},
            {'place': 7, 'n': count(x[7]), 'total': sum(x[7])},
            {'place': 8, 'n': count(x[8]), 'total': sum(x[8])},
            {'place': 9, 'n': count(x[9]), 'total': sum(x[9])},
            {'place': 10, 'n': count(x[10]), 'total': sum(x[10])}
        ] as sums
    from moves_side
    group by grouping sets ((persona_id), ())
),

listed as (
    select persona_id, unnest(sums) as one
    from summed
)

select persona_id, one.place as place, one.n as n, one.total as total
from listed
