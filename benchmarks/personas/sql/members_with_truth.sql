select f.*, m.persona_id, w.persona as truth
from members as m
inner join persona_picture as f on f.customer_key = m.customer_key
inner join who as w on 'c' || w.customer_id = m.customer_key
order by m.customer_key
