-- The members of a night with what their figures are made of, in the order of moves_figures.place; the persona by the temporary
-- table side_members, the picture by side_picture. Repeat is whether a buyer ordered twice.
-- Figures of orders are about people with an order in the window, as in the profiles.
select
    m.customer_key,
    m.persona_id,
    cast([
        1,
        case when f.frequency is not null then f.monetary end,
        f.frequency,
        f.active_sessions,
        case when f.frequency >= 2 then 1 when f.frequency is not null then 0 end,
        case when f.frequency is not null then f.order_value end,
        case when f.frequency is not null then f.refund_share end,
        f.mobile_share,
        f.nps,
        f.satisfaction
    ] as decimal(18, 6)[]) as x
from side_members as m
inner join side_picture as f on f.customer_key = m.customer_key
