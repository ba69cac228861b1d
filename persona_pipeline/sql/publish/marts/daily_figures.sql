-- Orders, sessions and sales are totals of the shop, guests included, and about nobody in particular: they stay. Buyers, those who
-- got money back and those who answered are people: fewer than $min_cell of them (but not nobody) are left out. So is what they
-- would follow from: net_amount is sales less refunds, and the answers that say no NPS are responses less nps_answers, or less
-- the answers of marts.persona_kpis; the NPS stays. Promoters, detractors and those between add up to the answers, and the NPS of
-- the day is published: one that is too small takes both figures along.
with judged as (
    select
        d.*,
        d.refund_orders = 0 or d.refund_orders >= $min_cell as refunds_told,
        (d.responses = 0 or d.responses >= $min_cell)
        and (d.responses = d.nps_answers or d.responses - d.nps_answers >= $min_cell)
        and not exists (
            select 1
            from marts.persona_kpis as k
            where k.as_of = d.business_day and k.persona_id = 'all' and k.measure in ('nps', 'satisfaction')
                and abs(d.responses - k.n) between 1 and $min_cell - 1
        ) as responses_told,
        d.nps_answers = 0 or (
            (d.promoters = 0 or d.promoters >= $min_cell)
            and (d.detractors = 0 or d.detractors >= $min_cell)
            and (d.nps_answers = d.promoters + d.detractors or d.nps_answers - d.promoters - d.detractors >= $min_cell)
        ) as kinds_told
    from marts.daily_figures as d
    where d.business_day <= $as_of
)

select
    business_day,
    orders,
    guest_orders,
    case when refunds_told then refund_orders end as refund_orders,
    sales_amount,
    case when refunds_told then refund_amount end as refund_amount,
    case when refunds_told then net_amount end as net_amount,
    case when customers = 0 or customers >= $min_cell then customers end as customers,
    sessions,
    purchase_sessions,
    case when responses_told then responses end as responses,
    case when kinds_told then promoters end as promoters,
    case when kinds_told then detractors end as detractors,
    case when nps_answers = 0 or nps_answers >= $min_cell then nps_answers end as nps_answers
from judged
