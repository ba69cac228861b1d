-- Which RFM segments does each persona consist of?
-- Segments of which some persona has too few people for a figure (min_cell) are one line for every persona, "other segments":
-- with one of them alone left out, its people would be those of the segment less the other personas.
with cells as (
    select name, segment, count(*) as customers, sum(monetary) as monetary
    from answers.members_tonight
    where segment is not null
    group by name, segment
),

placed as (
    select segment, min(customers) as smallest, row_number() over (order by min(customers), segment) as place
    from cells
    group by segment
),

-- of each persona the people in the segments placed before one
filled as (
    select p.segment, n.name, coalesce(sum(c.customers), 0) as before
    from placed as p
    cross join (select distinct name from cells) as n
    left join placed as e on e.place < p.place
    left join cells as c on c.segment = e.segment and c.name = n.name
    group by p.segment, n.name
),

told as (
    select
        p.segment,
        p.smallest >= s.min_cell
        and ((select min(smallest) from placed) >= s.min_cell or (p.place > 2 and min(f.before) >= s.min_cell)) as told
    from placed as p
    inner join filled as f on f.segment = p.segment
    cross join answers.this_snapshot as s
    group by p.segment, p.place, p.smallest, s.min_cell
),

shown as (
    select
        c.name,
        case when t.told then c.segment else 'other segments' end as segment,
        sum(c.customers) as customers,
        sum(c.monetary) as monetary
    from cells as c
    inner join told as t on t.segment = c.segment
    group by all
)

select name, segment, customers, round(customers / sum(customers) over (partition by name), 3) as share_of_persona, monetary
from shown
where customers >= (select min_cell from answers.this_snapshot)
order by name, customers desc;
