select c.customer_key, c.question, c.value, c.share, c.sure
from persona_choices as c
where c.customer_key in (select customer_key from persona_sample)
order by c.customer_key, c.question, c.value
