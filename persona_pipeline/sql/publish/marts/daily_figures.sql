-- Orders, sessions and money are totals of the shop, guests included, and about nobody in particular: they stay. Buyers and
-- those who answered are people: fewer than $min_cell of them (but not nobody) are left out. Promoters, detractors and those
-- between add up to the answers, and the NPS of the day is published: one that is too small takes both figures along.
select
    business_day,
    orders,
    guest_orders,
    refund_orders,
    sales_amount,
    refund_amount,
    net_amount,
    case when customers = 0 or customers >= $min_cell then customers end as customers,
    sessions,
    purchase_sessions,
    case when responses = 0 or responses >= $min_cell then responses end as responses,
    case
        when nps_answers = 0 or (
            (promoters = 0 or promoters >= $min_cell)
            and (detractors = 0 or detractors >= $min_cell)
            and (nps_answers = promoters + detractors or nps_answers - promoters - detractors >= $min_cell)
        ) then promoters
    end as promoters,
    case
        when nps_answers = 0 or (
            (promoters = 0 or promoters >= $min_cell)
            and (detractors = 0 or detractors >= $min_cell)
            and (nps_answers = promoters + detractors or nps_answers - promoters - detractors >= $min_cell)
        ) then detractors
    end as detractors,
    case when nps_answers = 0 or nps_answers >= $min_cell then nps_answers end as nps_answers
from marts.daily_figures
where business_day <= $as_of
