-- Which KPIs may be told. Behind one stand the people, sessions, orders or answers that it is about; behind a rate also
-- those that it counts, and those that it does not. Fewer than $min_cell are not told; nor are the next smallest personas,
-- because the whole shop's figure is: at least two, of $min_cell or more together. Nobody at all may be told. Which KPIs are rates
-- is said by kpi_units; one that it does not know is not told.
-- Of orders the squares say how many bought more than once that day. Of the NPS the sum of squares is promoters and detractors together, the sum promoters less detractors.
with counted as (
    select
        kpi.as_of,
        kpi.persona_id,
        kpi.measure,
        kpi.n,
        kind.unit is not null as is_known,
        case
            when kind.is_rate and least(kpi.total, kpi.n - kpi.total) > 0 then least(kpi.total, kpi.n - kpi.total)
            else kpi.n
        end as behind,
        case
            when kpi.measure = 'orders' then total_squares = total or (total_squares - total) / 2 >= $min_cell
            when kpi.measure <> 'nps' then true
            else ((total_squares + total) / 2 = 0 or (total_squares + total) / 2 >= $min_cell)
                and ((total_squares - total) / 2 = 0 or (total_squares - total) / 2 >= $min_cell)
                and (n - total_squares = 0 or n - total_squares >= $min_cell)
        end as squares_told
    from marts.persona_kpis as kpi
    left join kpi_units as kind
        on kind.measure = case when kpi.measure like 'feature:%' then 'feature' else kpi.measure end
    where kpi.as_of <= $as_of and kpi.n > 0
),

lined as (
    select
        *,
        min(behind) over (partition by as_of, measure, persona_id = 'all') as smallest,
        row_number() over (partition by as_of, measure, persona_id = 'all' order by behind, persona_id) as place,
        sum(behind) over (
            partition by as_of, measure, persona_id = 'all' order by behind, persona_id
            rows between unbounded preceding and 1 preceding
        ) as smaller
    from counted
)

select
    as_of,
    persona_id,
    measure,
    n,
    squares_told,
    is_known and n >= $min_cell and behind >= $min_cell
    and (persona_id = 'all' or smallest >= $min_cell or (place > 2 and smaller >= $min_cell)) as told
from lined
