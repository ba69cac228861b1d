select customer_key, question, arg_max(value, (hits, value)) as value
from persona_said
group by customer_key, question
order by customer_key, question
