-- People in each cell of the RFM grid, by the frozen cut points. A cell of fewer than $min_cell people has no figure, and since
-- it would follow from its segment's total less the other cells, the next smallest cells of the segment have none either:
-- at least two, of $min_cell people or more together. For the same reason a segment without a total shows no cell.
with cells as (
    select r_score, fm_score, segment, count(*) as customers
    from marts.rfm_segments
    where as_of = $as_of
    group by r_score, fm_score, segment
),

lined as (
    select
        *,
        min(customers) over (partition by segment) as smallest,
        row_number() over (partition by segment order by customers, r_score, fm_score) as place,
        sum(customers) over (
            partition by segment order by customers, r_score, fm_score rows between unbounded preceding and 1 preceding
        ) as smaller
    from cells
),

segments as (
    select segment, sum(customers) as customers
    from cells
    group by segment
),

totals as (
    select
        segment,
        min(customers) over () >= $min_cell
        or (
            customers >= $min_cell
            and row_number() over (order by customers, segment) > 2
            and sum(customers) over (order by customers, segment rows between unbounded preceding and 1 preceding) >= $min_cell
        ) as told
    from segments
)

select
    l.r_score,
    l.fm_score,
    case
        when t.told and (
            l.smallest >= $min_cell or (l.customers >= $min_cell and l.place > 2 and l.smaller >= $min_cell)
        ) then l.customers
    end as customers
from lined as l
inner join totals as t on t.segment = l.segment
order by l.r_score, l.fm_score
