select customer_key, coalesce(monetary, 0)::decimal(18, 2) as monetary
from persona_picture
