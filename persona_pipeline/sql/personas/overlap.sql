-- Everybody of one picture, by the persona of the definition in force and by that of the fitted one. A person weighs as much as
-- is known of them by both.
select
    k.persona_id as known_id,
    f.persona_id as fitted_id,
    count(*) as people,
    round(sum(least(k.known_share, f.known_share)), 6) as weight,
    sum(m.monetary)::decimal(18, 2) as monetary
from persona_known as k
inner join persona_fitted as f on f.customer_key = k.customer_key
inner join persona_money as m on m.customer_key = k.customer_key
group by k.persona_id, f.persona_id
order by k.persona_id, f.persona_id
