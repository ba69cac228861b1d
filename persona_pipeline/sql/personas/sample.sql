select s.*, cast(f.monetary as double) as monetary
from persona_sample as s
inner join persona_picture as f on f.customer_key = s.customer_key
order by s.customer_key
